"""A YAML file as plain data, with the place of every key and value in it."""

from __future__ import annotations

from typing import BinaryIO, NamedTuple, TypeAlias

from previewctl.diagnostics.model import Diagnostic, Location, Span
from previewctl.source.compose import MappingNode, Node, SequenceNode, compose
from previewctl.source.literals import within_literal
from previewctl.source.places import Places
from previewctl.source.read import SourceText, read_source
from previewctl.source.scalars import Data, Plain

__all__ = ["Data", "Entry", "KeyPath", "Plain", "SourceDocument", "load", "parse"]

KeyPath: TypeAlias = tuple[str | int, ...]


class Entry(NamedTuple):
    """Where a key and its value stand; `key` is None for list items and for the whole document."""

    key: Span | None
    value: Span


class SourceDocument:
    """A file that is one YAML mapping.

    `data` is shared where aliases repeat a value, so it is for reading only.
    """

    def __init__(self, places: Places, root: MappingNode, data: dict[str, Data]) -> None:
        self.path = places.path
        self.text = places.text
        self.data = data
        self._places = places
        self._root = root

    def has(self, path: KeyPath) -> bool:
        """Whether there is something at `path`."""
        return len(self._walk(path)[0]) == len(path)

    def entry(self, path: KeyPath) -> Entry:
        """The entry at `path`, or that of the nearest ancestor that exists.

        Found along the path: the whole index of a large file takes longer than reading it.
        """
        _, key, node = self._walk(path)
        return Entry(self._places.span(*key) if key else None, self._places.span(node.start, node.end))

    def _walk(self, path: KeyPath) -> tuple[KeyPath, tuple[int, int] | None, Node]:
        """As far along `path` as there is something: the part of it, where its key stands, and its node."""
        key: tuple[int, int] | None = None
        node: Node = self._root
        for depth, part in enumerate(path):
            if isinstance(node, MappingNode) and isinstance(part, str) and part in node.pairs:
                start, end, node = node.pairs[part]
                key = (start, end)
            elif isinstance(node, SequenceNode) and isinstance(part, int) and 0 <= part < len(node.items):
                key, node = None, node.items[part]
            else:
                return path[:depth], key, node
        return path, key, node

    def node(self, path: KeyPath) -> Node:
        """The node at `path`, or that of the nearest ancestor that exists."""
        return self._walk(path)[2]

    def owns(self, path: KeyPath) -> bool:
        """Whether what stands at `path` stands there alone: no alias or merge key shows it elsewhere as well."""
        node: Node = self._root
        for part in path:
            outer = node
            if isinstance(node, MappingNode) and isinstance(part, str):
                start, _, node = node.pairs[part]
                inside = outer.start <= start <= node.start
            else:
                assert isinstance(node, SequenceNode)
                assert isinstance(part, int)
                node = node.items[part]
                inside = outer.start <= node.start
            if not (inside and node.end <= outer.end and not node.anchored):
                return False
        return True

    def span(self, start: int, end: int) -> Span:
        """The characters from the offset `start` up to `end`."""
        return self._places.span(start, end)

    def key_location(self, path: KeyPath) -> Location:
        """Where the key at `path` stands; the value for list items, which have no key."""
        entry = self.entry(path)
        return Location(self.path, entry.value if entry.key is None else entry.key)

    def value_location(self, path: KeyPath) -> Location:
        """Where the value at `path` stands."""
        return Location(self.path, self.entry(path).value)

    def within(self, path: KeyPath, start: int, end: int) -> Location:
        """Where the characters `start` … `end` of the text at `path` stand.

        Exact for plain and quoted text on one line without escapes, and for literal blocks; the whole value for any other.
        """
        span = self.entry(path).value
        value, written = _text_of(self.value(path)), self.text[span.start.offset : span.end.offset]
        quotes = 1 if written[:1] in ("'", '"') and written[1:-1] == value else 0
        if value is None:
            return Location(self.path, span)
        start, end = min(max(start, 0), len(value)), min(max(end, start, 0), len(value))
        if not quotes and written != value:
            place = within_literal(written, value, start, end)
            if place is None:
                return Location(self.path, span)
            return self._places.location(span.start.offset + place[0], span.start.offset + place[1])
        first = span.start.offset + quotes
        return self._places.location(first + start, first + end)

    def value(self, path: KeyPath) -> Data | None:
        """The data at `path`; None where there is nothing."""
        value: Data = self.data
        for part in path:
            if isinstance(value, dict) and isinstance(part, str) and part in value:
                value = value[part]
            elif isinstance(value, list) and isinstance(part, int) and 0 <= part < len(value):
                value = value[part]
            else:
                return None
        return value


def _text_of(value: Data | None) -> str | None:
    if isinstance(value, Plain):
        return value.text
    return value if isinstance(value, str) else None


def parse(source: SourceText) -> SourceDocument | list[Diagnostic]:
    """Reads a text that is one YAML mapping; gives the document, or everything that is wrong with the text."""
    places = Places(source.path, source.text)
    root = compose(places)
    if isinstance(root, list):
        return root
    assert isinstance(root.data, dict)
    return SourceDocument(places, root, root.data)


def load(path: str, stdin: BinaryIO | None = None) -> SourceDocument | list[Diagnostic]:
    """Reads and parses a file, or standard input for `-`."""
    source = read_source(path, stdin)
    return [source] if isinstance(source, Diagnostic) else parse(source)
