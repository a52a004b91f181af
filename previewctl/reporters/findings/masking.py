"""Keeps secrets out of what is printed: a finding about one is shown with its line, and not with its value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from previewctl.diagnostics.model import Diagnostic

_MASK = "•"


def masked(diagnostics: Iterable[Diagnostic], lines: Callable[[str], list[str]]) -> Callable[[str], list[str]]:
    """`lines`, with what findings about secrets point at written as dots of the same number.

    A finding at a key is about the rest of its line, one at a value about the value.
    """
    places: dict[str, list[Diagnostic]] = {}
    for item in diagnostics:
        if BY_NAME[item.code].sensitive:
            places.setdefault(item.location.path, []).append(item)
    if not places:
        return lines

    def without_secrets(path: str) -> list[str]:
        found = lines(path)
        if path in places:
            found = list(found)
            for item in places[path]:
                _mask(found, item)
        return found

    return without_secrets


def _mask(lines: list[str], item: Diagnostic) -> None:
    start, end = item.location.span.start, item.location.span.end
    for number in range(start.line, min(end.line, len(lines)) + 1):
        line = lines[number - 1]
        first = start.column - 1 if number == start.line else 0
        last = end.column - 1 if number == end.line else len(line)
        rest = line[last:]
        if number == end.line and rest.lstrip().startswith(":"):  # the carets stand under the key
            first, last = last + rest.index(":") + 1, len(line)
        hidden = "".join(" " if character.isspace() else _MASK for character in line[first:last])
        lines[number - 1] = line[:first] + hidden + line[last:]
