"""The rows and tables that SQL statements say in so many words: INSERT, COPY, CREATE TABLE, primary keys."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from previewctl.seeds.csv_rows import records
from previewctl.seeds.sql_cursor import Cursor
from previewctl.seeds.sql_tokens import Kind, Statement, Token, value_of
from previewctl.seeds.text_lines import Line

if TYPE_CHECKING:
    from collections.abc import Iterator

_CONSTRAINTS = frozenset({"check", "constraint", "exclude", "foreign", "like", "primary", "unique"})
"""Words that start an item of CREATE TABLE which is no column."""
_ESCAPE = re.compile(r"\\(?:([0-7]{1,3})|x([0-9a-fA-F]{1,2})|(.))", re.DOTALL)
_LETTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_BREAK = re.compile(r"\r\n|\n|\r")
_PASSED = ("overriding", "system", "user", "value", "as")


class Rows(NamedTuple):
    """The rows that a statement adds to a table; `columns` is None where it does not name them."""

    table: str
    columns: tuple[str, ...] | None
    cells: Iterator[tuple[Cell, ...]]

    def values(self) -> Iterator[tuple[str | None, ...]]:
        """The rows without the places of their values."""
        return (tuple(cell.value for cell in row) for row in self.cells)


class Cell(NamedTuple):
    """A value and where it stands in the text."""

    value: str | None
    start: int
    end: int


class TableShape(NamedTuple):
    """What a statement says of a table: its columns, and those of its primary key; either may be empty."""

    table: str
    columns: tuple[str, ...] = ()
    key: tuple[str, ...] = ()


def rows_of(text: str, statement: Statement) -> Rows | None:
    """The rows of `INSERT … VALUES` or of a COPY with its data; None for any other statement."""
    cursor = Cursor(text, statement.tokens)
    if statement.data:
        cursor.accept("copy")
        table, columns = cursor.name(), cursor.names()
        return Rows(table, columns, _copied(text, statement))
    if not cursor.accept("insert", "into"):
        return None
    cursor.accept("only")
    table = cursor.name()
    columns = cursor.names()
    while cursor.written() in _PASSED:
        cursor.index += 1
    return Rows(table, columns, _inserted(cursor)) if cursor.accept("values") else None


def _inserted(cursor: Cursor) -> Iterator[tuple[Cell, ...]]:
    while (items := cursor.group()) is not None:
        yield tuple(_cell(cursor.text, item) for item in items)
        if not cursor.accept(","):
            return


def _cell(text: str, item: list[Token]) -> Cell:
    if not item:
        return Cell("", 0, 0)
    start, end = item[0].start, item[-1].end
    if len(item) > 1:
        return Cell(text[start:end], start, end)
    found = value_of(text, item[0])
    return Cell(None if item[0].kind is Kind.WORD and found == "null" else found, start, end)


def _copied(text: str, statement: Statement) -> Iterator[tuple[Cell, ...]]:
    assert statement.data is not None
    lines = _lines(text, statement.data.start, statement.data.end)
    words = {value_of(text, token) for token in statement.tokens if token.kind is Kind.WORD}
    if "csv" in words:
        found = records(lines)
        if "header" in words:
            next(found, None)
        for record in found:
            ends = [*(start - 1 for start in record.starts[1:]), len(record.text)]
            places = zip(record.values, record.starts, ends, strict=False)
            yield tuple(Cell(value, record.offset + start, record.offset + end) for value, start, end in places)
        return
    for line in lines:
        start = line.offset
        row = []
        for part in line.text.rstrip("\r\n").split("\t"):
            row.append(Cell(_copied_value(part), start, start + len(part)))
            start += len(part) + 1
        yield tuple(row)


def _copied_value(part: str) -> str | None:
    if "\\" not in part:
        return part
    return None if part == "\\N" else _ESCAPE.sub(_unescaped, part)


def _unescaped(found: re.Match[str]) -> str:
    octal, digits, letter = found.groups()
    if octal:
        return chr(int(octal, 8) & 0xFF)
    return chr(int(digits, 16)) if digits else _LETTERS.get(letter, letter)


def _lines(text: str, position: int, end: int) -> Iterator[Line]:
    number = 1
    while position < end:
        found = _BREAK.search(text, position, end)
        stop = found.end() if found else end
        yield Line(number, position, text[position:stop])
        position, number = stop, number + 1


def shape_of(text: str, statement: Statement) -> TableShape | None:
    """What `CREATE TABLE`, or `ALTER TABLE … PRIMARY KEY`, says of a table."""
    cursor = Cursor(text, statement.tokens)
    if cursor.accept("alter", "table"):
        cursor.accept("if", "exists")
        cursor.accept("only")
        table = cursor.name()
        if cursor.accept("add", "constraint"):
            cursor.name()
        else:
            cursor.accept("add")
        return TableShape(table, key=cursor.names() or ()) if cursor.accept("primary", "key") else None
    if not cursor.accept("create"):
        return None
    cursor.accept("unlogged")
    if not cursor.accept("table"):
        return None
    cursor.accept("if", "not", "exists")
    table = cursor.name()
    items = cursor.group() if cursor.written() == "(" else None
    return None if items is None else _created(text, table, items)


def _created(text: str, table: str, items: list[list[Token]]) -> TableShape:
    columns: list[str] = []
    key: tuple[str, ...] = ()
    for item in items:
        cursor = Cursor(text, item)
        words = [cursor.written(ahead) for ahead in range(len(item))]
        place = next((at for at, word in enumerate(words[:-1]) if word == "primary" and words[at + 1] == "key"), None)
        first = cursor.written()
        if first not in _CONSTRAINTS and item:
            columns.append(value_of(text, item[0]))
            key = (columns[-1],) if place is not None else key
        elif place is not None:
            key = Cursor(text, item, place + 2).names() or key
    return TableShape(table, tuple(columns), key)
