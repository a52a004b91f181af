"""Changes of a file by key path, as edits of its text: everything outside of them stays as it is, to the byte.

A change whose place is shared (an alias, a merged mapping) or whose layout is not understood gives None: no fix is better
than one that changes something else as well.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from previewctl.diagnostics.model import Edit, Span
from previewctl.source.compose import MappingNode, SequenceNode

if TYPE_CHECKING:
    from previewctl.source.compose import Node
    from previewctl.source.document import KeyPath, SourceDocument

_BARE = re.compile(r"[A-Za-z][A-Za-z0-9._/-]*")
READ_OTHERWISE = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_REST_OF_LINE = re.compile(r"[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n|\Z)")
_COMMA = re.compile(r"\s*,[ \t]*")


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
    entry = document.entry(change.path)
    if isinstance(change, ReplaceValue):
        return Edit(entry.value, as_scalar(change.text))
    if isinstance(change, ReplaceSource):
        return Edit(entry.value, change.text)
    if isinstance(change, RenameKey):
        return None if entry.key is None else Edit(entry.key, as_scalar(change.name))
    if isinstance(change, ReplacePart):
        part = document.within(change.path, change.start, change.end).span
        return None if part == entry.value and change.start else Edit(part, change.text)
    return _removed(document, change.path)


def _prepended(document: SourceDocument, line: str) -> Edit | None:
    first = document.entry(()).value.start
    if first.column != 1 or document.text.startswith(("{", "?"), first.offset):
        return None
    newline = "\r\n" if "\r\n" in document.text else "\n"
    return Edit(Span(first, first), line + newline)


def _removed(document: SourceDocument, path: KeyPath) -> Edit | None:
    parent = document.node(path[:-1])
    siblings = _spans(parent)
    if len(siblings) == 1:
        return _removed(document, path[:-1]) if len(path) > 1 else None
    position = next(index for index, (name, _, _) in enumerate(siblings) if name == path[-1])
    _, start, end = siblings[position]
    if "&" in document.text[start:end]:  # an anchor that an alias elsewhere may need
        return None
    if document.text.startswith(("{", "["), parent.start):
        return _removed_from_flow(document, siblings, position)
    return _removed_lines(document, siblings[position])


def _spans(node: Node) -> list[tuple[str | int, int, int]]:
    """Name, start and end of each pair or item that stands in a collection itself, in the order of the file."""
    if isinstance(node, MappingNode):
        found = ((name, start, value.end) for name, (start, _, value) in node.pairs.items())
        return sorted((item for item in found if node.start <= item[1] < node.end), key=lambda item: item[1])
    assert isinstance(node, SequenceNode)
    return [(position, item.start, item.end) for position, item in enumerate(node.items)]


def _removed_from_flow(
    document: SourceDocument, siblings: list[tuple[str | int, int, int]], position: int
) -> Edit | None:
    _, start, end = siblings[position]
    if position == len(siblings) - 1:
        return Edit(document.span(siblings[position - 1][2], max(start, end)), "")
    comma = _COMMA.match(document.text, max(start, end))
    return Edit(document.span(start, comma.end()), "") if comma else None


def _removed_lines(document: SourceDocument, sibling: tuple[str | int, int, int]) -> Edit | None:
    name, start, end = sibling
    text = document.text
    first = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    rest = _REST_OF_LINE.match(text, max(start, end))
    before = text[first:start]
    indentation = before.replace("-", " ", 1) if isinstance(name, int) else before
    if rest is None or indentation.strip(" ") or (isinstance(name, int) and "-" not in before):
        return None
    return Edit(document.span(first, rest.end()), "")
