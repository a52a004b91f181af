"""Collects findings about the files of a dataset, a few of each kind in each file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.model import FILE_START, Diagnostic, Location, Position, Severity, Span
from previewctl.source.places import Places

if TYPE_CHECKING:
    from previewctl.diagnostics.catalogue import Code
    from previewctl.seeds.dataset import Dataset
    from previewctl.seeds.text_lines import Line

MOST_ALIKE = 5
"""Findings of one kind in one file: a file with a thousand has one mistake."""


class Findings:
    """The findings about a dataset; `path` is relative to it."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._found: dict[tuple[str, str, str], list[Diagnostic]] = {}
        self._more: dict[tuple[str, str, str], int] = {}

    def add(
        self,
        code: Code,
        path: str,
        message: str,
        solution: str,
        *,
        span: Span = FILE_START,
        kind: str = "",
        severity: Severity | None = None,
    ) -> None:
        """Keeps a finding, or counts it where the file has enough of its `kind`."""
        key = (code.code, path, kind)
        found = self._found.setdefault(key, [])
        if len(found) >= MOST_ALIKE:
            self._more[key] = self._more.get(key, 0) + 1
            return
        where = Location(self._dataset.path_of(path), span)
        found.append(code.at(where, message, help=solution, severity=severity))

    def all(self) -> list[Diagnostic]:
        """Everything that was kept; the last of a kind says how many more there are."""
        result: list[Diagnostic] = []
        for key, found in self._found.items():
            result += found
            if more := self._more.get(key):
                last = result[-1]
                result[-1] = last._replace(message=f"{last.message}; so are {more:,} more places in this file")
        return result


def span_in(line: Line, start: int = 0, end: int | None = None) -> Span:
    """The characters of a line from `start` up to `end`, without its break; a row of CSV may have several lines."""
    text = line.text.rstrip("\r\n")
    last = len(text) if end is None else min(end, len(text))
    start = min(start, len(text))
    places = Places("", text)
    first, stop = (_moved(places.position(at), line) for at in (start, max(start, last)))
    return Span(first, stop)


def _moved(position: Position, line: Line) -> Position:
    return Position(position.line + line.number - 1, position.column, position.offset + line.offset)


def at_line(number: int) -> Span:
    """The start of a line whose offset is not known."""
    return Span(Position(number, 1, 0), Position(number, 1, 0)) if number > 1 else FILE_START
