"""Reads CSV as PostgreSQL's `COPY … WITH (FORMAT csv, HEADER)` does.

A quote switches quoting on and off anywhere in a field, two of them in quotes are one. Empty without quotes is NULL:
https://www.postgresql.org/docs/current/sql-copy.html#SQL-COPY-FILE-FORMATS.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from previewctl.seeds.text_lines import Line

_FIELD = re.compile(r'(?:[^",]++|"[^"]*+(?:""[^"]*+)*+")*+')
_QUOTED = re.compile(r'"([^"]*+(?:""[^"]*+)*+)"')
_IN_QUOTES = re.compile(r'"[^"]*+"')
_END_OF_DATA = "\\."


class Record(NamedTuple):
    """A row: its values, None for NULL; the line on which it starts, and the offset of that line in the file.

    `starts` are the places of the fields in `text`, which is the record as it stands. `closed` is false for a record
    with a quote that nothing closes.
    """

    values: tuple[str | None, ...]
    line: int
    offset: int
    text: str
    starts: tuple[int, ...]
    closed: bool = True


class RawRecord(NamedTuple):
    """A row as it stands, without its break; `closed` is false for one with a quote that nothing closes."""

    text: str
    line: int
    offset: int
    closed: bool = True

    @property
    def width(self) -> int:
        """How many values it has, counted without reading them."""
        return (_IN_QUOTES.sub("", self.text) if '"' in self.text else self.text).count(",") + 1


def records(lines: Iterable[Line]) -> Iterator[Record]:
    """The records of a CSV text, its header first."""
    for raw in raw_records(lines):
        yield parsed(raw)


def parsed(raw: RawRecord) -> Record:
    """The values of a row."""
    return (
        _record(raw.text, raw.line, raw.offset)
        if raw.closed
        else Record((), raw.line, raw.offset, raw.text, (), closed=False)
    )


def raw_records(lines: Iterable[Line]) -> Iterator[RawRecord]:
    """The rows of a CSV text as they stand, its header first."""
    pending: list[str] = []
    number = offset = 0
    quoted = False
    for line in lines:
        if not pending:
            number, offset = line.number, line.offset
        quoted ^= line.text.count('"') % 2 == 1
        if quoted:
            pending.append(line.text)
            continue
        text = "".join([*pending, line.text]) if pending else line.text
        pending = []
        text = _without_break(text)
        if text == _END_OF_DATA:
            return
        yield RawRecord(text, number, offset)
    if pending:
        yield RawRecord("".join(pending), number, offset, closed=False)


def _without_break(text: str) -> str:
    return text[:-2] if text.endswith("\r\n") else text[:-1] if text.endswith(("\n", "\r")) else text


def _record(text: str, number: int, offset: int) -> Record:
    if '"' not in text:
        parts = text.split(",")
        starts, start = [], 0
        for part in parts:
            starts.append(start)
            start += len(part) + 1
        return Record(tuple(part or None for part in parts), number, offset, text, tuple(starts))
    values: list[str | None] = []
    places: list[int] = []
    position = 0
    while True:
        found = _FIELD.match(text, position)
        assert found is not None  # it matches nothing as well
        places.append(position)
        written = found.group()
        values.append(_QUOTED.sub(lambda part: part[1].replace('""', '"'), written) if written else None)
        position = found.end()
        if position >= len(text):
            return Record(tuple(values), number, offset, text, tuple(places))
        position += 1
        if position == len(text):
            return Record((*values, None), number, offset, text, (*places, position))
