"""Comments that speak to previewctl: `# previewctl: ignore[PV203] reason`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from previewctl.source.compose import MappingNode, SequenceNode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.diagnostics.model import Span
    from previewctl.source.compose import Node
    from previewctl.source.document import SourceDocument

_COMMENT = re.compile(
    r"(?:(?<=[ \t])|^)#+[ \t]*previewctl:[ \t]*(?P<word>[\w-]*)[ \t]*(?:\[(?P<names>[^\]\r\n]*)\])?(?P<reason>[^\r\n]*)",
    re.MULTILINE,
)
_NAME = re.compile(r"[^\s,]+")
_NOT_CONTENT = re.compile(r"[ \t]*(?:#.*)?")


class Named(NamedTuple):
    """A code or slug in a comment, and where it stands."""

    name: str
    span: Span


class Comment(NamedTuple):
    """One such comment. `word` is the order (`ignore`), `line` the line that it is about, from 1.

    `names` is None where no brackets follow the order.
    """

    word: str
    names: tuple[Named, ...] | None
    reason: str
    span: Span
    line: int


def comments(document: SourceDocument) -> tuple[Comment, ...]:
    """The comments of a file that begin with `previewctl:`, in its order.

    One behind a value is about its line, one on a line of its own about the next line that has content.
    """
    if "previewctl:" not in document.text:
        return ()
    return tuple(_comments(document))


def _comments(document: SourceDocument) -> Iterator[Comment]:
    values = sorted(_values(document.node(())))
    lines: list[str] | None = None
    for match in _COMMENT.finditer(document.text):
        if any(start <= match.start() < end for start, end in values):
            continue
        lines = lines or re.split(r"\r\n|\r|\n", document.text)
        span = document.span(match.start(), match.end())
        names = None
        if match["names"] is not None:
            found = _NAME.finditer(document.text, *match.span("names"))
            names = tuple(Named(name[0], document.span(name.start(), name.end())) for name in found)
        yield Comment(match["word"], names, match["reason"].strip(), span, _about(lines, span))


def _about(lines: list[str], span: Span) -> int:
    line = span.start.line
    if lines[line - 1][: span.start.column - 1].strip():
        return line
    while line < len(lines) and _NOT_CONTENT.fullmatch(lines[line]):
        line += 1
    return line + 1


def _values(node: Node) -> Iterator[tuple[int, int]]:
    """Where texts stand that may hold a `#` of their own."""
    if isinstance(node, MappingNode):
        for start, end, value in node.pairs.values():
            yield start, end
            yield from _values(value)
    elif isinstance(node, SequenceNode):
        for item in node.items:
            yield from _values(item)
    else:
        yield node.start, node.end
