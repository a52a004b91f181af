"""The part of a source line that fits, and where a mark below it begins and ends."""

from __future__ import annotations

from typing import NamedTuple

from previewctl.reporters.findings.columns import columns, visible

NARROWEST = 40
"""Fewer columns than this show nothing useful: a terminal that has less breaks the line."""

CUT = "…"
_LONGEST = 4
"""The most columns that a character takes: a tab."""


class Window(NamedTuple):
    """Characters `first` up to `last` of a line, and the text that shows them, with `…` where something is cut."""

    line: str
    first: int
    last: int

    @property
    def text(self) -> str:
        """What is shown."""
        shown = visible(self.line[self.first : self.last])
        return (CUT if self.first else "") + shown + (CUT if self.last < len(self.line) else "")

    def holds(self, first: int) -> bool:
        """Whether a mark that begins at this character can be drawn."""
        return self.first <= first <= self.last

    def mark(self, first: int, last: int, sign: str) -> str:
        """The line of signs below the characters `first` up to `last`; at least one."""
        before = columns(visible(self.line[self.first : first])) + (1 if self.first else 0)
        under = columns(visible(self.line[first : max(first, min(last, self.last))]))
        return " " * before + sign * max(1, under)


def window(line: str, focus: int, width: int) -> Window:
    """The part of `line` around the character `focus` that fits into `width` columns: all of it where possible."""
    width = max(width, NARROWEST)
    if len(line) <= width and columns(visible(line)) <= width:
        return Window(line, 0, len(line))
    width -= 2 * len(CUT)
    focus = min(focus, len(line))
    first = _fitting(line, focus, -1, width // 4)
    last = _fitting(line, first, 1, width)
    if last == len(line):  # near the end there is room for more of what is before
        first = min(first, _fitting(line, last, -1, width))
    return Window(line, first, last)


def _fitting(line: str, start: int, step: int, room: int) -> int:
    """How far one can go from `start` within `room` columns; it ends soon in text that takes no columns, too."""
    at = start
    for _ in range(room * _LONGEST):
        following = at if step > 0 else at - 1
        if not 0 <= following < len(line):
            break
        room -= columns(visible(line[following]))
        if room < 0:
            break
        at += step
    return at
