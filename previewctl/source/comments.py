"""Comments that speak to previewctl: `# previewctl: ignore[PV203] reason`."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from previewctl.source.compose import MappingNode, SequenceNode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.diagnostics.model import Span
    from previewctl.source.compose import Node
    from previewctl.source.document import SourceDocument

_BLANKS = " \t"


class Named(NamedTuple):
    """A code or slug in a comment, and where it stands."""

    name: str
    span: Span


class Comment(NamedTuple):
    """One such comment. `line` is the line that it is about, from 1; `on_top`: it stands above everything in the file.

    `order` is what it asks for (`ignore`). `names` is None where no brackets follow the order, and `has_colon` is False
    where the `:` before it was forgotten. `reason` ends where the comment of another tool begins: `# noqa`.
    """

    order: Named
    has_colon: bool
    names: tuple[Named, ...] | None
    reason: str
    span: Span
    line: int
    on_top: bool


def comments(document: SourceDocument) -> tuple[Comment, ...]:
    """The comments of a file that speak to previewctl, in its order.

    One behind a value is about its line, one on a line of its own about the next line that has content.
    """
    lowered = document.text.lower()
    if "previewctl:" not in lowered and "previewctl ignore" not in lowered:
        return ()
    return tuple(_comments(document))


@cache
def _form() -> re.Pattern[str]:
    """Without nested or overlapping repetitions: a file of nothing but comments takes linear time.

    A `#` in a reason begins another comment unless a number follows: `# previewctl: ignore[PV209] see #12  # noqa`.
    """
    return re.compile(
        r"(?<![^ \t\r\n])#+[ \t]*previewctl(?:(?P<colon>:)[ \t]*| (?=ignore[ \t]*\[))"
        r"(?P<order>[\w-]*)[ \t]*(?:\[(?P<names>[^\]#\r\n]*)\])?"
        r"(?P<reason>(?:[^#\r\n]|(?<![ \t])#|#(?=\d))*)",
        re.IGNORECASE | re.ASCII,
    )


def _comments(document: SourceDocument) -> Iterator[Comment]:
    root = document.node(())
    inside = _Texts(root, document.text)
    following: list[int] = []
    for match in _form().finditer(document.text):
        if inside.has(match.start()):
            continue
        span = document.span(match.start(), match.start() + len(match[0].rstrip(_BLANKS)))
        on_top = match.start() < root.start
        if on_top:
            line = document.span(root.start, root.start).start.line
        elif not _alone(document.text, span):
            line = span.start.line
        else:
            following = following or _lines_with_content(document.text)
            line = following[bisect_right(following, span.start.line)]
        yield Comment(
            Named(match["order"], document.span(*match.span("order"))),
            match["colon"] is not None,
            _names(document, match),
            match["reason"].strip(),
            span,
            line,
            on_top,
        )


def _names(document: SourceDocument, match: re.Match[str]) -> tuple[Named, ...] | None:
    if match["names"] is None:
        return None
    found = re.compile(r"[^\s,]+").finditer(document.text, *match.span("names"))
    return tuple(Named(name[0], document.span(name.start(), name.end())) for name in found)


def _alone(text: str, span: Span) -> bool:
    """Whether nothing but another comment stands before it on its line."""
    start = span.start.offset
    before = text[start - span.start.column + 1 : start].lstrip(_BLANKS)
    return not before or before.startswith("#")


def _lines_with_content(text: str) -> list[int]:
    """The numbers of the lines that hold more than a comment, and one behind the last line."""
    lines = [line.lstrip(_BLANKS) for line in re.split(r"\r\n|\r|\n", text)]
    return [number for number, line in enumerate(lines, 1) if line and not line.startswith("#")] + [len(lines) + 1]


class _Texts:
    """The places of the keys and values of a file: a `#` in there begins no comment."""

    def __init__(self, root: Node, text: str) -> None:
        places = sorted(_texts(root, text))
        self._starts = [start for start, _ in places]
        self._ends = [end for _, end in places]

    def has(self, offset: int) -> bool:
        position = bisect_right(self._starts, offset) - 1
        return position >= 0 and offset < self._ends[position]


def _texts(root: Node, text: str) -> Iterator[tuple[int, int]]:
    left = [root]
    while left:
        node = left.pop()
        if isinstance(node, MappingNode):
            for start, end, value in node.pairs.values():
                yield start, end
                left.append(value)
        elif isinstance(node, SequenceNode):
            left += node.items
        elif text.startswith(("|", ">"), node.start):  # a comment may follow the indicator of a block
            yield min(node.end, _end_of_line(text, node.start)), node.end
        else:
            yield node.start, node.end


def _end_of_line(text: str, offset: int) -> int:
    match = re.compile(r"[\r\n]|\Z").search(text, offset)
    return match.start() if match else len(text)
