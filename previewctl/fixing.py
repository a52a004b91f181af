"""Applies fixes to a text. What would be less of a file than before is not applied."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal, NamedTuple

from previewctl.diagnostics.catalogue import INVALID_IGNORE, UNUSED_IGNORE
from previewctl.source.document import SourceDocument, parse
from previewctl.source.read import SourceText
from previewctl.spec.load import load_spec

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from previewctl.diagnostics.model import Diagnostic, Edit

_ABOUT_COMMENTS = {INVALID_IGNORE.code, UNUSED_IGNORE.code}

Model = Literal["preview", "platform"]


class Fixed(NamedTuple):
    """A text after its fixes, and how many of them were applied."""

    text: str
    fixes: int


class _Form(NamedTuple):
    """What is wrong with the form of a text: stage 2 for one that is no YAML, 1 for one without its shape, else 0."""

    stage: int
    findings: Counter[tuple[str, str]]
    data: object


def apply_fixes(text: str, diagnostics: Iterable[Diagnostic], *, unsafe: bool, model: Model = "preview") -> Fixed:
    """Applies the fixes of the findings of one file; `unsafe` those too that rest on a guess.

    Of fixes that touch the same characters only the first is applied, and none after which the file has more wrong with its
    form than before: two that are right alone may not be so together. What is left shows when the result is checked again.
    """
    wanted = _compatible([item for item in diagnostics if item.fix is not None and (item.fix.safe or unsafe)])
    if not wanted:
        return Fixed(text, 0)
    before, after = _form(text, model), _applied(text, wanted)
    if _is_kept(before, _form(after, model), wanted):
        return Fixed(after, len(wanted))
    kept: list[Diagnostic] = []
    for item in wanted:
        if _is_kept(before, _form(_applied(text, [*kept, item]), model), [*kept, item]):
            kept.append(item)
    return Fixed(_applied(text, kept), len(kept))


def _compatible(diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    """Those whose fixes touch no characters of one before them, nor repeat it."""
    accepted: list[Edit] = []
    found = []
    for item in diagnostics:
        edits = item.fix.edits if item.fix else ()
        if not any(edit == other or _overlap(edit, other) for edit in edits for other in accepted):
            accepted += edits
            found.append(item)
    return found


def _applied(text: str, diagnostics: Sequence[Diagnostic]) -> str:
    edits = [edit for item in diagnostics if item.fix for edit in item.fix.edits]
    for edit in reversed(sorted(edits, key=_offsets)):  # noqa: C413 - equal offsets keep the order of the findings
        start, end = _offsets(edit)
        text = text[:start] + edit.text + text[end:]
    return text


def _form(text: str, model: Model) -> _Form:
    document = parse(SourceText("", text))
    if not isinstance(document, SourceDocument):
        return _Form(2, _counted(document), None)
    spec = load_spec(document, model)
    return _Form(1, _counted(spec), document.data) if isinstance(spec, list) else _Form(0, Counter(), document.data)


def _counted(diagnostics: Iterable[Diagnostic]) -> Counter[tuple[str, str]]:
    return Counter((item.code, item.message) for item in diagnostics)


def _is_kept(before: _Form, after: _Form, applied: Sequence[Diagnostic]) -> bool:
    """Whether a text is nearer to its form than it was; and says the same, if only comments were mended."""
    if before.stage < 2 and all(item.code in _ABOUT_COMMENTS for item in applied):
        return before.data == after.data
    if after.stage != before.stage:
        return after.stage < before.stage
    mended = _counted(applied) & before.findings
    return all(after.findings[finding] <= before.findings[finding] - count for finding, count in mended.items())


def _offsets(edit: Edit) -> tuple[int, int]:
    return edit.span.start.offset, edit.span.end.offset


def _overlap(edit: Edit, other: Edit) -> bool:
    """Two insertions at one place do not overlap: they follow each other."""
    (start, end), (first, last) = _offsets(edit), _offsets(other)
    if start == end and first == last:
        return False
    return start < last and first < end
