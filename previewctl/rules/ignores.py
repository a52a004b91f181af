"""Comments that silence findings, and what is wrong with such comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import BY_NAME, INVALID_IGNORE, UNUSED_IGNORE
from previewctl.diagnostics.excerpt import quoted
from previewctl.diagnostics.model import Diagnostic, Edit, Fix, Location, Span
from previewctl.source.comments import comments
from previewctl.source.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from previewctl.diagnostics.catalogue import Code
    from previewctl.source.comments import Comment, Named
    from previewctl.source.document import SourceDocument

_WORD = "ignore"


def without_ignored(found: list[Diagnostic], document: SourceDocument, ran: Collection[str]) -> list[Diagnostic]:
    """The findings that no comment silences, and those about the comments themselves.

    `ran` are the codes of the rules that ran to their end: of the others nobody knows whether a comment is of use.
    """
    left = found
    for comment in comments(document):
        left = [*_applied(comment, left, document, ran)]
    return left


def _applied(
    comment: Comment, found: list[Diagnostic], document: SourceDocument, ran: Collection[str]
) -> Iterator[Diagnostic]:
    if comment.word != _WORD or not comment.names:
        yield from found
        yield _malformed(comment, document)
        return
    silenced: set[str] = set()
    for named in comment.names:
        code = BY_NAME.get(named.name)
        if code is None:
            yield _unknown(named, document)
        elif not code.ignorable:
            message = (
                f"{quoted(named.name)} cannot be ignored here: it protects the platform, or nothing works without it"
            )
            yield INVALID_IGNORE.at(
                Location(document.path, named.span), message, help="remove it, and mend the finding"
            )
        elif any(_is_about(item, code, comment) for item in found):
            silenced.add(code.code)
        elif code.code in ran:
            yield _unused(named, comment, document)
    yield from (item for item in found if item.code not in silenced or not _on_line(item, comment))


def _is_about(item: Diagnostic, code: Code, comment: Comment) -> bool:
    return item.code == code.code and _on_line(item, comment)


def _on_line(item: Diagnostic, comment: Comment) -> bool:
    """A finding about the file as a whole has no line: a comment above the first key is about it too."""
    span = item.location.span
    if span.start == span.end and span.start.offset == 0:
        return comment.span.start.line < comment.line and comment.span.start.column == 1
    return span.start.line == comment.line


def _malformed(comment: Comment, document: SourceDocument) -> Diagnostic:
    where = Location(document.path, comment.span)
    if comment.word == _WORD:
        return INVALID_IGNORE.at(
            where, "this comment names no code to ignore", help="name it: `# previewctl: ignore[PV209] reason`"
        )
    message = f"there is no comment `previewctl: {comment.word}`"
    return INVALID_IGNORE.at(where, message, help="write `# previewctl: ignore[PV209] reason`")


def _unknown(named: Named, document: SourceDocument) -> Diagnostic:
    guess = nearest(named.name, BY_NAME)
    remedy = f"did you mean `{guess}`?" if guess else "`previewctl rules` lists all codes"
    fix = Fix(f"write `{guess}`", (Edit(named.span, guess),), safe=False) if guess else None
    message = f"there is no code {quoted(named.name)}"
    return INVALID_IGNORE.at(Location(document.path, named.span), message, help=remedy, fix=fix)


def _unused(named: Named, comment: Comment, document: SourceDocument) -> Diagnostic:
    return UNUSED_IGNORE.at(
        Location(document.path, named.span),
        f"there is no finding {quoted(named.name)} on the line of this comment",
        help="remove it",
        fix=Fix("remove it", (Edit(_removable(named, comment, document), ""),), safe=True),
    )


def _removable(named: Named, comment: Comment, document: SourceDocument) -> Span:
    """The name with its comma, or the whole comment if it names nothing else."""
    assert comment.names is not None
    text = document.text
    if len(comment.names) > 1:
        start, end = named.span.start.offset, named.span.end.offset
        if named == comment.names[-1]:
            start = comment.names[-2].span.end.offset
        else:
            end = comment.names[comment.names.index(named) + 1].span.start.offset
        return document.span(start, end)
    start, end = comment.span.start.offset, comment.span.end.offset
    before = text[:start].rstrip(" \t")
    if before and before[-1] not in "\r\n":
        return document.span(len(before), end)
    newline = 2 if text.startswith("\r\n", end) else min(1, len(text) - end)
    return document.span(len(before), end + newline)
