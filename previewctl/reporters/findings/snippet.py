"""The places of a finding in one file: its lines, with marks below them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.diagnostics.excerpt import printable
from previewctl.reporters.findings.window import Window, window

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.diagnostics.model import Diagnostic, Span
    from previewctl.reporters.findings.view import View


class Mark(NamedTuple):
    """A span to point at: with `^` where the problem is, with `-` where something else explains it."""

    span: Span
    label: str
    sign: str


class Snippet(NamedTuple):
    """A file and what to mark in it; the first mark is the one that the heading names."""

    path: str
    marks: tuple[Mark, ...]


def snippets(item: Diagnostic) -> list[Snippet]:
    """The places of a finding, those in one file together, the file of the finding first."""
    places: dict[str, list[Mark]] = {item.location.path: [Mark(item.location.span, item.label, "^")]}
    for related in item.related:
        mark = Mark(related.location.span, related.label, "-")
        places.setdefault(related.location.path, []).append(mark)
    return [Snippet(path, tuple(marks)) for path, marks in places.items()]


def gutter(found: list[Snippet], view: View) -> int:
    """The digits of the largest line number that will be shown; 0 where no line is."""
    shown = [mark.span.start.line for part in found for mark in part.marks if _has_text(mark, view.lines(part.path))]
    return len(str(max(shown))) if shown else 0


def drawn(snippet: Snippet, margin: int, view: View) -> Iterator[str]:
    """The lines of a snippet. A mark on a line that is empty, or not there, is a place and its label only."""
    source = view.lines(snippet.path)
    indent, bar, style = " " * margin, view.style.dim("|"), view.style
    marks = [mark for mark in snippet.marks if _has_text(mark, source)]
    for mark in (snippet.marks[0], *(mark for mark in snippet.marks[1:] if mark not in marks)):
        start = mark.span.start
        label = f": {printable(mark.label)}" if mark.label and mark not in marks else ""
        yield f"{indent} {style.dim('-->')} {printable(snippet.path)}:{start.line}:{start.column}{label}"
    if marks:
        yield f"{indent} {bar}"
    before = 0
    for line in sorted({mark.span.start.line for mark in marks}):
        if before and line - before > 2:
            yield style.dim("...")
        elif before and line - before == 2:
            yield _numbered(line - 1, window(source[line - 2].rstrip(), 0, _room(margin, view)), margin, view)
        on_line = [mark for mark in marks if mark.span.start.line == line]
        yield from _marked(line, source[line - 1].rstrip(), on_line, margin, view)
        before = line


def _marked(number: int, line: str, marks: list[Mark], margin: int, view: View) -> Iterator[str]:
    """A line with its marks; again for a mark that the part of a long line that is shown does not hold."""
    part: Window | None = None
    for mark in marks:
        span = mark.span
        first = span.start.column - 1
        if part is None or not part.holds(first):
            part = window(line, first, _room(margin, view))
            yield _numbered(number, part, margin, view)
        last = span.end.column - 1 if span.end.line == span.start.line else len(line)
        label = f" {printable(mark.label)}" if mark.label else ""
        yield f"{' ' * margin} {view.style.dim('|')} {view.style.accent(part.mark(first, last, mark.sign))}{label}"


def _numbered(number: int, part: Window, margin: int, view: View) -> str:
    return f"{view.style.dim(f'{number:>{margin}}')} {view.style.dim('|')} {part.text}".rstrip()


def _room(margin: int, view: View) -> int:
    return view.width - margin - len(" | ")


def _has_text(mark: Mark, source: list[str]) -> bool:
    line = mark.span.start.line
    return line <= len(source) and bool(source[line - 1].strip())
