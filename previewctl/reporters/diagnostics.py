"""Diagnostics as people read them: the place, the source line with carets, and what to do."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from previewctl.diagnostics.model import Diagnostic, Location, Severity

if TYPE_CHECKING:
    from previewctl.reporters.style import Style

_LONGEST_LINE = 160
_MARGIN = 40

Lines = Callable[[str], list[str]]
"""Gives the lines of a file, by its path."""


def full(diagnostics: Iterable[Diagnostic], lines: Lines, style: Style) -> str:
    """Each finding in several lines, with a snippet of the source."""
    return "\n".join(_full(item, lines, style) for item in diagnostics)


def concise(diagnostics: Iterable[Diagnostic], style: Style) -> str:
    """One line for each finding."""
    rows = []
    for item in diagnostics:
        start = item.location.span.start
        place = f"{item.location.path}:{start.line}:{start.column}"
        rows.append(f"{style.bold(place)}: {_title(item, style)}\n")
    return "".join(rows)


def summary(diagnostics: list[Diagnostic]) -> str:
    """How many errors and warnings there are, in words."""
    counts = []
    for severity in (Severity.ERROR, Severity.WARNING):
        count = sum(item.severity is severity for item in diagnostics)
        if count:
            counts.append(f"{count} {severity.value}{'s' if count > 1 else ''}")
    return f"found {' and '.join(counts)}" if counts else "no problems found"


def _title(item: Diagnostic, style: Style) -> str:
    return f"{style.severity(item.severity)}[{item.code}]: {item.message}"


def _full(item: Diagnostic, lines: Lines, style: Style) -> str:
    parts = [_title(item, style), *_snippet(item.location, item.label, lines, style)]
    for related in item.related:
        parts += _snippet(related.location, related.label, lines, style)
    if item.help:
        parts.append(f"  {style.dim('=')} {style.bold('help:')} {item.help}")
    return "\n".join(parts) + "\n"


def _snippet(location: Location, label: str, lines: Lines, style: Style) -> list[str]:
    start = location.span.start
    source = lines(location.path)
    head = f" {style.dim('-->')} {location.path}:{start.line}:{start.column}"
    if start.line > len(source) or not source[start.line - 1].strip():
        return [head if not label else f"{head}: {label}"]
    gutter = str(start.line)
    margin = " " * len(gutter)
    line, carets = _window(source[start.line - 1].rstrip("\r\n"), location)
    bar = style.dim("|")
    return [
        f"{margin}{head}",
        f"{margin} {bar}",
        f"{style.dim(gutter)} {bar} {line}",
        f"{margin} {bar} {style.accent(carets)}{' ' + label if label else ''}",
    ]


def _window(line: str, location: Location) -> tuple[str, str]:
    """The source line and the carets below it; of a very long line only the part around the finding."""
    start, end = location.span.start, location.span.end
    first = start.column - 1
    last = end.column - 1 if end.line == start.line else len(line)
    shift = 0
    if len(line) > _LONGEST_LINE:
        shift = max(0, first - _MARGIN)
        line = line[shift : shift + _LONGEST_LINE]
    shown = "".join(character if character.isprintable() else " " for character in line)
    first, last = first - shift, min(last - shift, len(line))
    width = max(1, _width(shown[first:last]))
    return shown, " " * _width(shown[:first]) + "^" * width


def _width(text: str) -> int:
    """The columns that `text` takes in a terminal: wide characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
