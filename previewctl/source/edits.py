"""Changes of a file by key path, as edits of its text: everything outside of them stays as it is, to the byte.

A change whose place is shared (an alias, a merged mapping) or whose layout is not understood gives None: no fix is better
than one that changes something else as well.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from previewctl.diagnostics.model import Edit, Span
from previewctl.source.compose import MappingNode, SequenceNode
from previewctl.source.scalars import Plain

if TYPE_CHECKING:
    from previewctl.source.compose import Node
    from previewctl.source.document import KeyPath, SourceDocument

_BARE = re.compile(r"[A-Za-z][A-Za-z0-9._/-]*")
READ_OTHERWISE = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_REST_OF_LINE = re.compile(r"[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n|\Z)")
_REST_OF_FLOW_LINE = re.compile(r"[ \t]*(?:\r\n|\r|\n)")
_COMMA = re.compile(r"\s*,(?:[ \t]+(?![ \t#]))?")
_PLAIN_PART = re.compile(r"(?:[\w${}./@%+=-]|:(?=\S))*")


class ReplaceValue(NamedTuple):
    """The value at `path` becomes the text `text`, quoted where it has to be."""

    path: KeyPath
    text: str


class ReplaceSource(NamedTuple):
    """The value at `path` becomes what the YAML `text` says."""

    path: KeyPath
    text: str


class RenameKey(NamedTuple):
    """The key at `path` becomes `name`."""

    path: KeyPath
    name: str


class ReplacePart(NamedTuple):
    """The characters `start` … `end` of the text at `path` become `text`."""

    path: KeyPath
    start: int
    end: int
    text: str


class Remove(NamedTuple):
    """The key and the value at `path` go, and with them a mapping or list that would be empty."""

    path: KeyPath


class Prepend(NamedTuple):
    """A line before the first key of the file."""

    line: str
    path: KeyPath = ()


Change: TypeAlias = ReplaceValue | ReplaceSource | RenameKey | ReplacePart | Remove | Prepend


def edits_for(document: SourceDocument, changes: tuple[Change, ...]) -> tuple[Edit, ...] | None:
    """The edits of all changes; None when one of them cannot be made."""
    found = [_edit(document, change) for change in changes]
    complete = tuple(edit for edit in found if edit is not None)
    return complete if len(complete) == len(found) else None


def as_scalar(text: str) -> str:
    """`text` as a YAML scalar that readers of YAML 1.1 and 1.2 both take for that text."""
    if _BARE.fullmatch(text) and text.lower() not in READ_OTHERWISE:
        return text
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in ('"', "\\"):
        return "\\" + character
    if character.isprintable():
        return character
    number = ord(character)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _edit(document: SourceDocument, change: Change) -> Edit | None:
    if isinstance(change, Prepend):
        return _prepended(document, change.line)
    if not document.has(change.path) or not document.owns(change.path):
        return None
    if isinstance(change, ReplaceValue):
        return _replaced(document, change.path, as_scalar(change.text))
    if isinstance(change, ReplaceSource):
        return _replaced(document, change.path, change.text)
    if isinstance(change, RenameKey):
        return _renamed(document, change)
    if isinstance(change, ReplacePart):
        return _partly_replaced(document, change)
    return _removed(document, change.path)


def _replaced(document: SourceDocument, path: KeyPath, text: str) -> Edit | None:
    key, value = document.entry(path)
    if value.start == value.end:  # `key:` and `-` without anything behind them
        return Edit(value, f" {text}")
    below = key is not None and value.start.line > key.start.line
    if below and key is not None and value.start.column <= key.start.column:
        return None  # a list may stand as far left as its key, a scalar may not
    return Edit(value, text)


def _renamed(document: SourceDocument, change: RenameKey) -> Edit | None:
    key = document.entry(change.path).key
    taken = change.name != change.path[-1] and document.has((*change.path[:-1], change.name))
    return None if key is None or taken else Edit(key, as_scalar(change.name))


def _partly_replaced(document: SourceDocument, change: ReplacePart) -> Edit | None:
    value, part = document.entry(change.path).value, document.within(change.path, change.start, change.end).span
    written, text = _slice(document, value), document.value(change.path)
    text = text.text if isinstance(text, Plain) else text
    if not isinstance(text, str) or _slice(document, part) != text[change.start : change.end]:
        return None  # escapes or several lines: where exactly it stands is not known
    quote = written[:1]
    if quote not in {"'", '"'}:
        return Edit(part, change.text) if _PLAIN_PART.fullmatch(change.text) else None
    unsafe = quote in change.text or not change.text.isprintable() or (quote == '"' and "\\" in change.text)
    return None if unsafe else Edit(part, change.text)


def _slice(document: SourceDocument, span: Span) -> str:
    return document.text[span.start.offset : span.end.offset]


def _prepended(document: SourceDocument, line: str) -> Edit | None:
    first = document.entry(()).value.start
    if first.column != 1 or document.text.startswith(("{", "?"), first.offset):
        return None
    newline = "\r\n" if "\r\n" in document.text else "\n"
    return Edit(Span(first, first), line + newline)


class _Member(NamedTuple):
    """A pair or an item of a collection. `in_place`: it stands there itself, and not as an alias."""

    name: str | int
    start: int
    end: int
    in_place: bool


def _removed(document: SourceDocument, path: KeyPath) -> Edit | None:
    if not path:
        return None
    parent, text = document.node(path[:-1]), document.text
    members = _members(parent)
    is_flow, merges = text.startswith(("{", "["), parent.start), "<<" in text[parent.start : parent.end]
    if len(members) == 1:
        return None if merges else _removed(document, path[:-1])
    position = next(index for index, member in enumerate(members) if member.name == path[-1])
    if _has_anchor(document.node(path)):  # an alias elsewhere may need it
        return None
    if is_flow:
        return None if merges else _removed_from_flow(document, members, position)
    return _removed_lines(document, members[position])


def _members(node: Node) -> list[_Member]:
    """The pairs or items that stand in a collection itself, in the order of the file."""
    if isinstance(node, MappingNode):
        found = (
            _Member(name, start, max(end, value.end) if value.start >= end else end, value.start >= end)
            for name, (start, end, value) in node.pairs.items()
        )
        return sorted((item for item in found if node.start <= item.start < node.end), key=lambda item: item.start)
    assert isinstance(node, SequenceNode)
    members, end = [], node.start
    for position, item in enumerate(node.items):
        members.append(_Member(position, item.start, item.end, item.start >= end))
        end = item.end if item.start >= end else end
    return members


def _has_anchor(node: Node) -> bool:
    below: list[Node] = []
    if isinstance(node, MappingNode):
        below = [value for _, _, value in node.pairs.values()]
    elif isinstance(node, SequenceNode):
        below = node.items
    return node.anchored or any(map(_has_anchor, below))


def _removed_from_flow(document: SourceDocument, members: list[_Member], position: int) -> Edit | None:
    """With its comma; a comment behind another entry stays."""
    text, member = document.text, members[position]
    if (
        text[: member.start].rstrip()[-1:] not in {"{", "[", ","}
        and "#" not in text[max(0, member.start - 200) : member.start]
    ):
        return None  # an anchor or a tag of its own
    comma = _COMMA.match(text, member.end)
    if position == len(members) - 1 and comma is None:
        before = members[position - 1]
        if not before.in_place:
            return None
        keeps_comment = "#" in text[before.end : member.start]
        return Edit(document.span(member.start if keeps_comment else before.end, member.end), "")
    if comma is None:
        return None
    first = _line_start(text, member.start)
    rest = _REST_OF_FLOW_LINE.match(text, comma.end())
    if rest and not text[first : member.start].strip(" \t"):
        return Edit(document.span(first, rest.end()), "")
    return Edit(document.span(member.start, comma.end()), "")


def _removed_lines(document: SourceDocument, member: _Member) -> Edit | None:
    text, is_item = document.text, isinstance(member.name, int)
    first = _line_start(text, member.start)
    rest = _REST_OF_LINE.match(text, member.end)
    before = text[first : member.start]
    indentation = before.replace("-", " ", 1) if is_item else before
    if rest is None or indentation.strip(" ") or (is_item and "-" not in before):
        return None
    return Edit(document.span(first, rest.end()), "")


def _line_start(text: str, offset: int) -> int:
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
