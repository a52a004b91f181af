"""From offsets in a text to lines and columns."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

from previewctl.diagnostics.model import Location, Position, Span

_LINE_BREAK = re.compile(r"\r\n?|\n")


class Places:
    """The positions of one text. Lines end at LF, CRLF or a lone CR, which is what YAML and editors count."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text

    @cached_property
    def line_starts(self) -> list[int]:
        """The offset at which each line starts; the first is 0."""
        return [0, *(match.end() for match in _LINE_BREAK.finditer(self.text))]

    def position(self, offset: int) -> Position:
        """The line and column of an offset; one outside the text is moved to its nearest end."""
        offset = min(max(offset, 0), len(self.text))
        line = bisect_right(self.line_starts, offset)
        return Position(line, offset - self.line_starts[line - 1] + 1, offset)

    def span(self, start: int, end: int) -> Span:
        """The characters from `start` up to `end`."""
        return Span(self.position(start), self.position(max(start, end)))

    def location(self, start: int, end: int) -> Location:
        """The same, in this file."""
        return Location(self.path, self.span(start, end))

    def first_line(self, start: int, end: int) -> Location:
        """The part of `start` … `end` that stands on the first line, without trailing spaces."""
        return self.location(start, start + len(self.text[start : min(end, self.line_end(start))].rstrip()))

    def line_start(self, offset: int) -> int:
        """The offset at which the line of `offset` starts."""
        return self.line_starts[self.position(offset).line - 1]

    def line_end(self, offset: int) -> int:
        """The offset of the line break that ends the line of `offset`, or the end of the text."""
        match = _LINE_BREAK.search(self.text, offset)
        return match.start() if match else len(self.text)
