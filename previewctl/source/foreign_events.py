"""From the events of a YAML parser to the nodes of a file of another tool, in one pass and without writing aliases out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from previewctl.source.findings import MAX_DEPTH, MAX_NODES, TAG_DIRECTIVE
from previewctl.source.foreign_nodes import Content, ForeignNode, ForeignProblem, Items
from previewctl.source.scalars import is_null

if TYPE_CHECKING:
    from collections.abc import Iterator

# Without libyaml PyYAML parses in Python: slower, same events.
_Parser = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader
_MAX_DOCUMENTS = 100
_MAX_TAG_DIRECTIVES = 20
_MERGE = "<<"


class Stop(Exception):
    """Ends the reading: the rest cannot be understood, or there is too much of it."""

    problem: ForeignProblem

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.problem = ForeignProblem(message, line)


class ForeignEvents:
    """One pass over the events of one text.

    `duplicates`: keys that stand twice, each with the line of the later one. `complex_keys`: the lines of keys that are
    lists or mappings, which are left out.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.anchors: dict[str, ForeignNode | None] = {}
        self.duplicates: list[tuple[str, int]] = []
        self.complex_keys: list[int] = []
        self.count = 0
        self.next: Any = None

    def documents(self) -> Iterator[ForeignNode]:
        """The documents that hold something. Raises `Stop`, or what the parser raises."""
        if len(TAG_DIRECTIVE.findall(self.text)) > _MAX_TAG_DIRECTIVES:  # libyaml takes quadratic time over them
            raise Stop("it has more `%TAG` lines than any configuration")
        self.next = _Parser(self.text).get_event
        self.next()
        for _ in range(_MAX_DOCUMENTS):
            if type(self.next()) is StreamEndEvent:
                return
            self.anchors.clear()
            root = self.node(self.next(), 0)
            self.next()
            if root.content is not None:
                yield root
        raise Stop(f"it holds more than {_MAX_DOCUMENTS} documents")

    def counted(self, line: int, size: int = 1) -> None:
        self.count += size
        if self.count > MAX_NODES:
            raise Stop(f"it holds more than {MAX_NODES:,} values, aliases written out", line)

    def node(self, event: Any, depth: int) -> ForeignNode:
        line = event.start_mark.line + 1
        if type(event) is AliasEvent:
            return self.alias(event, depth)
        if depth >= MAX_DEPTH:
            raise Stop(f"it has more than {MAX_DEPTH} levels", line)
        self.counted(line)
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        tag = event.tag if event.tag and event.tag.startswith("!") else ""
        if type(event) is ScalarEvent:
            plain = not event.style and event.tag is None
            content = None if (plain or (tag and not event.style)) and is_null(event.value) else event.value
            node = ForeignNode(content, line, tag, quoted=not plain)
        elif type(event) is MappingStartEvent:
            node = self.mapping(line, tag, depth + 1)
        else:
            node = self.sequence(line, tag, depth + 1)
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        return node

    def alias(self, event: Any, depth: int) -> ForeignNode:
        """The node that stands at the anchor, counted as if it were written out here."""
        line = event.start_mark.line + 1
        if event.anchor not in self.anchors:
            raise Stop("it uses an alias without an anchor", line)
        node = self.anchors[event.anchor]
        if node is None:
            raise Stop("it has an alias that contains itself", line)
        self.counted(line, node.size)
        if depth + node.height > MAX_DEPTH:
            raise Stop(f"it has more than {MAX_DEPTH} levels", line)
        return node

    def sequence(self, line: int, tag: str, depth: int) -> ForeignNode:
        items = []
        while type(event := self.next()) is not SequenceEndEvent:
            items.append(self.node(event, depth))
        return _measured(items, items, line, tag)

    def mapping(self, line: int, tag: str, depth: int) -> ForeignNode:
        """A mapping after merging. Of a key that stands twice the last one counts, as for most readers of YAML."""
        pairs: Items = {}
        merged: list[ForeignNode] = []
        while type(event := self.next()) is not MappingEndEvent:
            key = self.node(event, depth)
            value = self.node(self.next(), depth)
            if key.content == _MERGE and not getattr(event, "style", None):
                merged += value.items or [value]
                continue
            if isinstance(key.content, (list, dict)):  # no tool of those that are read has such a key
                self.complex_keys.append(event.start_mark.line + 1)
                continue
            name = "null" if key.content is None else key.content
            if name in pairs:
                self.duplicates.append((name, event.start_mark.line + 1))
            pairs[name] = value
        for source in merged:
            self.counted(line, source.size)
            for name, value in source.mapping.items():
                pairs.setdefault(name, value)
        return _measured(pairs, list(pairs.values()), line, tag)


def _measured(content: Content, below: list[ForeignNode], line: int, tag: str) -> ForeignNode:
    size = 1 + sum(node.size for node in below)
    return ForeignNode(content, line, tag, size, 1 + max((node.height for node in below), default=0))
