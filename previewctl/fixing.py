"""Applies fixes to a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from previewctl.diagnostics.model import Diagnostic, Edit


class Fixed(NamedTuple):
    """A text after its fixes, and how many of them were applied."""

    text: str
    fixes: int


def apply_fixes(text: str, diagnostics: Iterable[Diagnostic], *, unsafe: bool) -> Fixed:
    """Applies the fixes of the findings of one file; `unsafe` those too that rest on a guess.

    Of fixes that touch the same characters only the first is applied: what is left shows when the result is checked again.
    """
    accepted: list[Edit] = []
    count = 0
    for item in diagnostics:
        if item.fix is None or not (item.fix.safe or unsafe):
            continue
        if any(_overlap(edit, other) for edit in item.fix.edits for other in accepted):
            continue
        accepted += item.fix.edits
        count += 1
    for edit in reversed(sorted(accepted, key=_offsets)):  # noqa: C413 - equal offsets keep the order of the findings
        start, end = _offsets(edit)
        text = text[:start] + edit.text + text[end:]
    return Fixed(text, count)


def _offsets(edit: Edit) -> tuple[int, int]:
    return edit.span.start.offset, edit.span.end.offset


def _overlap(edit: Edit, other: Edit) -> bool:
    """Two insertions at one place do not overlap: they follow each other."""
    (start, end), (first, last) = _offsets(edit), _offsets(other)
    if start == end and first == last:
        return False
    return start < last and first < end
