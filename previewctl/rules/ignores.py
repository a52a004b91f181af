"""Comments that silence findings, and what is wrong with such comments."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import (
    BY_NAME,
    GUESSED_STAGING,
    INVALID_IGNORE,
    OVERRIDE_LEFT,
    UNPROVIDED_VARIABLE,
    UNRESOLVED_TARGET,
    UNUSED_IGNORE,
)
from previewctl.diagnostics.excerpt import quoted
from previewctl.diagnostics.model import Diagnostic, Edit, Fix, Location, Severity, Span
from previewctl.source.comments import comments
from previewctl.source.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from previewctl.diagnostics.catalogue import Code
    from previewctl.source.comments import Comment, Named
    from previewctl.source.document import SourceDocument

_ORDER = "ignore"
_MOST = 50
"""Findings about comments: whoever has more mends the first ones and runs it again."""
_THE_FILE = 0
"""The line of a finding about the file as a whole."""
_ABOUT_COMMENTS = (INVALID_IGNORE, UNUSED_IGNORE)
_ELSEWHERE = frozenset(code.code for code in (UNRESOLVED_TARGET, GUESSED_STAGING, OVERRIDE_LEFT, UNPROVIDED_VARIABLE))
"""Found or not with the same file: by branch, by day, with a platform.yaml or without. What is of no use here may be there."""


def without_ignored(found: list[Diagnostic], document: SourceDocument, ran: Collection[str]) -> list[Diagnostic]:
    """The findings that no comment silences, and those about the comments themselves.

    `ran` are the codes of the rules that ran to their end: of the others nobody knows whether a comment is of use.
    """
    given = comments(document)
    if not given:
        return found
    present: dict[tuple[str, int], set[str]] = {}
    for item in found:
        present.setdefault((item.code, _line(item)), set()).add(item.subject)
    silenced: dict[tuple[str, int], list[str]] = {}
    for comment in given:
        for place in (place for code in _codes(comment) for place in _places(comment, code)):
            silenced.setdefault(place, []).append(comment.reason)
    judged = frozenset(ran) - _ELSEWHERE
    raised = {(item.code, _line(item)) for item in found if is_raised(item)}
    problems = (problem for comment in given for problem in _problems(comment, document, present, raised, judged))
    left = [
        item for item in found if is_raised(item) or not _names(silenced.get((item.code, _line(item))), item.subject)
    ]
    return [*left, *islice(problems, _MOST)]


def is_raised(item: Diagnostic) -> bool:
    """Whether the circumstances make an error of what else is less: nothing that a pull request brings along silences that."""
    return item.severity is Severity.ERROR and BY_NAME[item.code].severity is not Severity.ERROR


def _names(reasons: list[str] | None, subject: str) -> bool:
    """Whether the reasons of comments name what a finding is about; one that stands alone need not be named."""
    whole = re.compile(rf"(?<!\w){re.escape(subject)}(?!\w)")
    return reasons is not None and (not subject or any(whole.search(reason) for reason in reasons))


def _line(item: Diagnostic) -> int:
    span = item.location.span
    return _THE_FILE if span.start == span.end and span.start.offset == 0 else span.start.line


def _codes(comment: Comment) -> Iterator[Code]:
    """What a comment silences."""
    if comment.order.name != _ORDER or not comment.has_colon:
        return
    for named in comment.names or ():
        code = BY_NAME.get(named.name)
        if code is not None and _may_be_silenced(code):
            yield code


def _may_be_silenced(code: Code) -> bool:
    return code.ignorable and code not in _ABOUT_COMMENTS


def _places(comment: Comment, code: Code) -> set[tuple[str, int]]:
    """Where a comment silences a code: on its line, and above the first key in the file as a whole."""
    return {(code.code, line) for line in (comment.line, *([_THE_FILE] if comment.on_top else []))}


def _problems(
    comment: Comment,
    document: SourceDocument,
    present: dict[tuple[str, int], set[str]],
    raised: set[tuple[str, int]],
    judged: Collection[str],
) -> Iterator[Diagnostic]:
    if comment.order.name != _ORDER or not comment.has_colon or not comment.names:
        yield _malformed(comment, document)
        return
    for named in comment.names:
        code = BY_NAME.get(named.name)
        if code is None:
            yield _unknown(named, document)
        elif not _may_be_silenced(code):
            yield _refused(named, code, comment, document)
        elif not raised.isdisjoint(_places(comment, code)):
            yield _of_no_use(named, document)
        elif code.code in judged and present.keys().isdisjoint(_places(comment, code)):
            yield _unused(named, comment, document)
        elif subject := _forgotten(comment, code, present):
            yield _without_a_subject(named, subject, document)


def _malformed(comment: Comment, document: SourceDocument) -> Diagnostic:
    where, order = Location(document.path, comment.span), comment.order
    if not comment.has_colon:
        place = document.span(order.span.start.offset - 1, order.span.start.offset)
        return INVALID_IGNORE.at(
            where,
            "this comment lacks the `:` after `previewctl`",
            help="write `# previewctl: ignore[…]`",
            fix=Fix("add the `:`", (Edit(place, ": "),), safe=False),
        )
    if order.name != _ORDER:
        meant = nearest(order.name, (_ORDER,))
        message = f"there is no comment {quoted(f'previewctl: {order.name}')}"
        fix = Fix(f"write `{meant}`", (Edit(order.span, meant),), safe=False) if meant else None
        return INVALID_IGNORE.at(where, message, help="write `# previewctl: ignore[PV209] reason`", fix=fix)
    first = comment.reason.lstrip(":= ").partition(" ")[0].rstrip(",:")
    if comment.names is None and comment.reason.startswith("["):
        return INVALID_IGNORE.at(where, "the bracket of this comment is not closed", help="write `]` behind the codes")
    if comment.names is None and first in BY_NAME:
        return INVALID_IGNORE.at(
            where,
            f"the code {quoted(first)} of this comment stands in no brackets",
            help=f"write `ignore[{first}]`",
            fix=_bracketed(comment, first, document),
        )
    return INVALID_IGNORE.at(
        where, "this comment names no code to ignore", help="name it: `# previewctl: ignore[PV209] reason`"
    )


def _bracketed(comment: Comment, name: str, document: SourceDocument) -> Fix:
    start = comment.order.span.end.offset
    end = document.text.index(name, start) + len(name)
    return Fix(f"write `[{name}]`", (Edit(document.span(start, end), f"[{name}]"),), safe=False)


def _unknown(named: Named, document: SourceDocument) -> Diagnostic:
    guess = _meant(named.name)
    remedy = f"did you mean `{guess}`?" if guess else "`previewctl rules` lists all codes"
    fix = Fix(f"write `{guess}`", (Edit(named.span, guess),), safe=False) if guess else None
    message = f"there is no code {quoted(named.name)}"
    return INVALID_IGNORE.at(Location(document.path, named.span), message, help=remedy, fix=fix)


def _meant(name: str) -> str | None:
    """The code or slug that was meant. Of a number with another digit nobody can say which one it was to be."""
    letters = "".join(character for character in name if character.isalnum()).upper()
    if letters in BY_NAME or letters[2:].isdecimal():
        return letters if letters in BY_NAME else None
    return nearest(name, (slug for slug in BY_NAME if not slug.startswith("PV")))


def _refused(named: Named, code: Code, comment: Comment, document: SourceDocument) -> Diagnostic:
    why = "it protects the platform, or nothing works without it"
    remedy = "remove it, and mend the finding"
    if code in _ABOUT_COMMENTS:
        why, remedy = "it is about comments such as this one", "remove it, and mend the comment that it was meant for"
    message = f"{quoted(named.name)} cannot be ignored here: {why}"
    return INVALID_IGNORE.at(
        Location(document.path, named.span), message, help=remedy, fix=_removal(named, comment, document, safe=False)
    )


def _of_no_use(named: Named, document: SourceDocument) -> Diagnostic:
    """The comment is right on a branch, so it goes with what it is about."""
    message = f"{quoted(named.name)} cannot be ignored now: it is an error here, and a warning elsewhere"
    return INVALID_IGNORE.at(Location(document.path, named.span), message, help="mend the finding")


def _forgotten(comment: Comment, code: Code, present: dict[tuple[str, int], set[str]]) -> str:
    """One of the things that the findings are about, where a comment names none of them."""
    subjects = {subject for place in _places(comment, code) for subject in present.get(place, ())}
    named = any(_names([comment.reason], subject) for subject in subjects)
    return "" if named or not subjects else min(subjects)


def _without_a_subject(named: Named, subject: str, document: SourceDocument) -> Diagnostic:
    """A comment that stands for several findings silences those that it means, and none that come later."""
    message = f"this comment does not say which finding {quoted(named.name)} it is about"
    remedy = f"name it behind the brackets: `ignore[{named.name}] {subject}`"
    return INVALID_IGNORE.at(Location(document.path, named.span), message, help=remedy)


def _unused(named: Named, comment: Comment, document: SourceDocument) -> Diagnostic:
    return UNUSED_IGNORE.at(
        Location(document.path, named.span),
        f"there is no finding {quoted(named.name)} on the line of this comment",
        help="remove it",
        fix=_removal(named, comment, document, safe=True),
    )


def _removal(named: Named, comment: Comment, document: SourceDocument, *, safe: bool) -> Fix:
    return Fix("remove it", (Edit(_removable(named, comment, document), ""),), safe)


def _removable(named: Named, comment: Comment, document: SourceDocument) -> Span:
    """The name with its comma, or the whole comment if it names nothing else."""
    assert comment.names is not None
    if len(comment.names) == 1:
        return _with_blanks(comment.span, document)
    start, end = named.span.start.offset, named.span.end.offset
    if named == comment.names[-1]:
        start = comment.names[-2].span.end.offset
    else:
        end = comment.names[comment.names.index(named) + 1].span.start.offset
    return document.span(start, end)


def _with_blanks(span: Span, document: SourceDocument) -> Span:
    """A comment with the blanks before it, and one that is alone on its line with that line."""
    text, start, end = document.text, span.start.offset, span.end.offset
    before = len(text[:start].rstrip(" \t"))
    behind = end + len(text[end:]) - len(text[end:].lstrip(" \t"))
    if text.startswith("#", behind) and before + span.start.column - 1 == start:
        return document.span(start, behind)  # another comment follows, and takes its place
    if behind < len(text) and text[behind] not in "\r\n":
        return document.span(before, end)
    if text[before - 1 : before] not in ("", "\r", "\n"):
        return document.span(before, behind)
    return document.span(before, behind + (2 if text.startswith("\r\n", behind) else min(1, len(text) - behind)))
