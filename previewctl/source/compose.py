"""From text to a tree of nodes: parses YAML event by event, so that nothing is expanded without bound."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

import yaml
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from previewctl.diagnostics.model import Diagnostic, in_order
from previewctl.source import findings
from previewctl.source.characters import forbidden_characters
from previewctl.source.findings import MAX_DEPTH, MAX_NODES, TAG_DIRECTIVE
from previewctl.source.scalars import Data, Plain, is_null, resolve
from previewctl.source.syntax import SyntaxProblem, explain

if TYPE_CHECKING:
    from previewctl.source.places import Places

# Without libyaml PyYAML parses in Python: slower, same events.
_Parser = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader
_MAX_PROBLEMS = 50
_MAX_TAG_DIRECTIVES = 20
_BLOCK_STYLES = ("|", ">")
_STRING_TAG = "tag:yaml.org,2002:str"
_KEY_KINDS = {AliasEvent: "an alias", SequenceStartEvent: "a list", MappingStartEvent: "a mapping"}
_PROPERTIES = re.compile(r"(?:(?:&[\w-]*|![^\s,\[\]{}]*)(?:\s+(?:#.*)?)*)+")


class Node:
    """A value and where it stands. `size` counts its nodes, `height` its levels, both with aliases written out.

    `anchored`: an anchor names it, so aliases may show it elsewhere.
    """

    __slots__ = ("anchored", "data", "end", "height", "size", "start")

    def __init__(self, start: int, end: int, data: Data, size: int = 1, height: int = 0) -> None:
        self.start = start
        self.end = end
        self.data = data
        self.size = size
        self.height = height
        self.anchored = False


Pair: TypeAlias = tuple[int, int, Node]
"""Start and end of a key, and the value."""


class SequenceNode(Node):
    """A list."""

    __slots__ = ("items",)
    items: list[Node]


class MappingNode(Node):
    """A mapping, after merging."""

    __slots__ = ("pairs",)
    pairs: dict[str, Pair]


class _Stop(Exception):
    """Ends the reading: the rest cannot be understood, or there is too much of it."""


def compose(places: Places) -> MappingNode | list[Diagnostic]:
    """The tree of a text with a mapping at its top, or everything that is wrong with it."""
    if problems := forbidden_characters(places):
        return problems
    if len(TAG_DIRECTIVE.findall(places.text)) > _MAX_TAG_DIRECTIVES:  # libyaml takes quadratic time over them
        return [findings.tag_directive(places)]
    return _Composer(places).run()


class _Composer:
    """One pass over the events of one text. `end` is the offset up to which it has read values."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.next: Any = _Parser(places.text).get_event
        self.problems: list[Diagnostic] = []
        self.anchors: dict[str, Node | None] = {}
        self.count = 0
        self.end = 0

    def run(self) -> MappingNode | list[Diagnostic]:
        try:
            root = self.document()
        except _Stop:
            return in_order(self.problems)
        except yaml.MarkedYAMLError as error:
            return in_order([*self.problems, explain(self.places, _syntax_problem(error))])
        return in_order(self.problems) if self.problems else root

    def document(self) -> MappingNode:
        self.next()
        start = self.next()
        if type(start) is StreamEndEvent:
            self.stop(findings.empty_document(self.places))
        if start.tags:
            self.problem(findings.tag_directive(self.places))
        root = self.node(self.next(), 0)
        self.next()
        if type(second := self.next()) is not StreamEndEvent:
            self.problem(findings.several_documents(self.places, *_marks(second)))
        return self.mapping_at_top(root)

    def mapping_at_top(self, root: Node) -> MappingNode:
        if isinstance(root, MappingNode):
            return root
        if isinstance(root.data, Plain) and not root.data.text:
            self.stop(findings.empty_document(self.places))
        kind = "a list" if isinstance(root, SequenceNode) else "a single value"
        self.stop(findings.not_a_mapping(self.places, root.start, root.end, kind))

    def problem(self, diagnostic: Diagnostic) -> None:
        self.problems.append(diagnostic)
        if len(self.problems) >= _MAX_PROBLEMS:
            raise _Stop

    def stop(self, diagnostic: Diagnostic) -> NoReturn:
        self.problems.append(diagnostic)
        raise _Stop

    def node(self, event: Any, depth: int) -> Node:
        """The node that starts with `event`, inside of `depth` collections."""
        kind = type(event)
        if kind is ScalarEvent:
            return self.scalar(event)
        if kind is AliasEvent:
            return self.alias(event, depth)
        if depth >= MAX_DEPTH:
            self.stop(findings.too_deep(self.places, *_marks(event)))
        return self.collection(event, depth + 1)

    def collection(self, event: Any, depth: int) -> Node:
        before = self.counted(event)
        start = self.start(event)
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        node = self.mapping(depth) if type(event) is MappingStartEvent else self.sequence(depth)
        node.start, node.end, node.size = start, self.end, self.count - before
        if event.anchor is not None:
            self.anchors[event.anchor] = node
            node.anchored = True
        if event.tag is not None:
            self.problem(findings.unsupported_tag(self.places, event.start_mark.index))
        return node

    def sequence(self, depth: int) -> SequenceNode:
        items: list[Node] = []
        while type(event := self.next()) is not SequenceEndEvent:
            items.append(self.node(event, depth))
        self.close(event)
        height = 1 + max((item.height for item in items), default=0)
        node = SequenceNode(0, 0, [item.data for item in items], 0, height)
        node.items = items
        return node

    def mapping(self, depth: int) -> MappingNode:
        pairs: dict[str, Pair] = {}
        merges: dict[str, Pair] = {}
        while type(event := self.next()) is not MappingEndEvent:
            self.pair(event, depth, pairs, merges)
        self.close(event)
        for pair in merges.values():
            self.merge(pair, pairs)
        height = 1 + max((pair[2].height for pair in pairs.values()), default=0)
        node = MappingNode(0, 0, {name: pair[2].data for name, pair in pairs.items()}, 0, height)
        node.pairs = pairs
        return node

    def pair(self, event: Any, depth: int, pairs: dict[str, Pair], merges: dict[str, Pair]) -> None:
        """Reads a key and its value into `pairs`, or into `merges` when the key is `<<`."""
        key = self.node(event, depth)
        name, start, end = self.key(event, key), key.start, self.end  # before the value moves `end`
        value = self.node(self.next(), depth)
        if name is None:
            return
        target = merges if name == "<<" and not event.style else pairs
        if (first := target.get(name)) is None:
            target[name] = (start, end, value)
        else:
            self.problem(findings.duplicate_key(self.places, name, first[:2], (start, end)))

    def key(self, event: Any, node: Node) -> str | None:
        """The text of a key; None, and a problem, if it has none."""
        if type(event) is not ScalarEvent:
            kind = _KEY_KINDS[type(event)]
            self.problem(findings.invalid_key(self.places, event.start_mark.index, self.end, kind))
            return None
        if isinstance(node.data, Plain) and is_null(event.value):
            self.problem(findings.invalid_key(self.places, node.start, self.end, "null" if event.value else "nothing"))
            return None
        text: str = event.value
        return text

    def merge(self, merged: Pair, pairs: dict[str, Pair]) -> None:
        """Adds the keys of a mapping, or of each mapping in a list, that are not there yet."""
        start, end, source = merged
        for node in source.items if isinstance(source, SequenceNode) else (source,):
            if not isinstance(node, MappingNode):
                self.problem(findings.invalid_merge(self.places, (start, end), (node.start, node.end)))
                return
            for name, pair in node.pairs.items():
                pairs.setdefault(name, pair)

    def scalar(self, event: Any) -> Node:
        self.counted(event)
        style, tag = event.style, event.tag
        start, end = self.start(event), event.end_mark.index
        if style in _BLOCK_STYLES:
            end = start + len(self.places.text[start:end].rstrip())
        self.end = end
        data = event.value if style or tag is not None else resolve(event.value)
        node = Node(start, end, data)
        if event.anchor is not None:
            self.anchors[event.anchor] = node
            node.anchored = True
        if tag is not None and tag != _STRING_TAG:
            self.problem(findings.unsupported_tag(self.places, event.start_mark.index))
        return node

    def alias(self, event: Any, depth: int) -> Node:
        """The node that stands at the anchor, counted as if it were written out here."""
        start, self.end = _marks(event)
        name = event.anchor
        if name not in self.anchors:
            self.problem(findings.unknown_anchor(self.places, start, self.end, name, self.anchors))
            return Node(start, self.end, Plain("", None))
        node = self.anchors[name]
        if node is None:
            self.problem(findings.recursive_alias(self.places, start, self.end, name))
            return Node(start, self.end, Plain("", None))
        self.counted(event, node.size)
        if depth + node.height > MAX_DEPTH:
            self.stop(findings.too_deep(self.places, start, self.end))
        return node

    def counted(self, event: Any, size: int = 1) -> int:
        """Adds to the number of nodes, and gives what it was before."""
        before = self.count
        self.count = before + size
        if self.count > MAX_NODES:
            self.stop(findings.too_many_nodes(self.places, *_marks(event)))
        return before

    def start(self, event: Any) -> int:
        """Where a value's own text starts, behind its anchor and tag."""
        start: int = event.start_mark.index
        if event.anchor is None and event.tag is None:
            return start
        match = _PROPERTIES.match(self.places.text, start)
        return min(match.end(), event.end_mark.index) if match else start

    def close(self, event: Any) -> None:
        """A bracket ends behind itself, a block where its last value ends (the parser reports the next token)."""
        start, end = _marks(event)
        if end > start:
            self.end = end


def _marks(event: Any) -> tuple[int, int]:
    return event.start_mark.index, event.end_mark.index


def _syntax_problem(error: yaml.MarkedYAMLError) -> SyntaxProblem:
    context = error.context_mark.index if error.context_mark else None
    offset = error.problem_mark.index if error.problem_mark else context or 0
    return SyntaxProblem(error.problem or "", offset, error.context or "", context)
