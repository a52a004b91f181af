"""Reads YAML and JSON files of other tools: whatever they hold becomes texts, lists and mappings with their lines.

Other tools allow what preview.yaml does not: several documents, tags such as `!reset`, keys that stand twice. So this
reader takes all of that, and refuses only what it cannot follow. Like the other one it goes through the events of the
parser, so that aliases are never written out, and it stops where a file would hold more than any configuration does.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, Union

import yaml
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from previewctl.source.findings import MAX_DEPTH, MAX_NODES
from previewctl.source.scalars import is_null

if TYPE_CHECKING:
    from collections.abc import Iterator

_Parser = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader
_MAX_DOCUMENTS = 100

Items: TypeAlias = "dict[str, ForeignNode]"
Content: TypeAlias = Union[str, list["ForeignNode"], dict[str, "ForeignNode"], None]  # noqa: UP007 - recursive names need Union


class ForeignProblem(NamedTuple):
    """Why a file could not be read, as half a sentence, and where: a line from 1, or 0."""

    message: str
    line: int = 0


class ForeignNode(NamedTuple):
    """A value: a text as it was written (numbers and switches too), None for null, a list or a mapping.

    `tag` is a tag of the file's own, such as `!reset`. `size` counts the nodes below, aliases written out, `height`
    the levels: they bound what a reader of the tree can meet.
    """

    content: Content
    line: int = 0
    tag: str = ""
    size: int = 1
    height: int = 0

    def get(self, *keys: str) -> ForeignNode:
        """What stands at a path of keys; an empty node where there is nothing, or no mapping on the way."""
        here = self
        for key in keys:
            here = here.content.get(key, NOTHING) if isinstance(here.content, dict) else NOTHING
        return here

    @property
    def mapping(self) -> Items:
        """The pairs of a mapping; none for anything else."""
        return self.content if isinstance(self.content, dict) else {}

    @property
    def items(self) -> list[ForeignNode]:
        """The items of a list; none for anything else."""
        return self.content if isinstance(self.content, list) else []

    @property
    def text(self) -> str | None:
        """The text of a scalar; None for anything else."""
        return self.content if isinstance(self.content, str) else None


NOTHING = ForeignNode(None)


def read_foreign_yaml(text: str) -> list[ForeignNode] | ForeignProblem:
    """The documents of a YAML text, those that hold nothing left out; or the one reason why it cannot be read."""
    try:
        return list(_Documents(text).read())
    except _Stop as stop:
        return stop.problem
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return ForeignProblem(
            f"it is not valid YAML: {error.problem or 'no reason given'}", mark.line + 1 if mark else 0
        )
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return ForeignProblem(f"it is not valid YAML: {str(error).partition(chr(10))[0]}")


def read_foreign_json(text: str) -> ForeignNode | ForeignProblem:
    """What a JSON text holds, with lines where the YAML parser can follow it, which reads almost all JSON."""
    try:
        data = json.loads(text.removeprefix("\ufeff"), parse_int=str, parse_float=str, parse_constant=str)
    except json.JSONDecodeError as error:
        return ForeignProblem(f"it is not valid JSON: {error.msg.lower()}", error.lineno)
    except (ValueError, RecursionError):
        return ForeignProblem("it is nested too deeply")
    documents = read_foreign_yaml(text)
    if isinstance(documents, list) and len(documents) == 1:
        return documents[0]
    counter = [0]
    try:
        return _from_json(data, 0, counter)
    except _Stop as stop:
        return stop.problem


class _Stop(Exception):
    """Ends the reading."""

    problem: ForeignProblem

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.problem = ForeignProblem(message, line)


def _from_json(data: Any, depth: int, counter: list[int]) -> ForeignNode:
    counter[0] += 1
    if counter[0] > MAX_NODES:
        raise _Stop(f"it holds more than {MAX_NODES:,} values")
    if depth > MAX_DEPTH:
        raise _Stop(f"it has more than {MAX_DEPTH} levels")
    if isinstance(data, dict):
        return ForeignNode({str(key): _from_json(value, depth + 1, counter) for key, value in data.items()})
    if isinstance(data, list):
        return ForeignNode([_from_json(value, depth + 1, counter) for value in data])
    if isinstance(data, bool):
        return ForeignNode("true" if data else "false")
    # Half a surrogate pair, which JSON can write, is no text that a file could hold.
    return ForeignNode(None if data is None else str(data).encode("utf-8", "replace").decode("utf-8"))


class _Documents:
    """One pass over the events of one text."""

    def __init__(self, text: str) -> None:
        self.next: Any = _Parser(text).get_event
        self.anchors: dict[str, ForeignNode | None] = {}
        self.count = 0

    def read(self) -> Iterator[ForeignNode]:
        self.next()
        for _ in range(_MAX_DOCUMENTS):
            event = self.next()
            if type(event) is StreamEndEvent:
                return
            self.anchors.clear()
            root = self.node(self.next(), 0)
            self.next()
            if root.content is not None:
                yield root
        raise _Stop(f"it holds more than {_MAX_DOCUMENTS} documents")

    def counted(self, event: Any, size: int = 1) -> None:
        self.count += size
        if self.count > MAX_NODES:
            raise _Stop(f"it holds more than {MAX_NODES:,} values, aliases written out", event.start_mark.line + 1)

    def node(self, event: Any, depth: int) -> ForeignNode:
        line = event.start_mark.line + 1
        if type(event) is AliasEvent:
            return self.alias(event, depth)
        if depth >= MAX_DEPTH:
            raise _Stop(f"it has more than {MAX_DEPTH} levels", line)
        self.counted(event)
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        tag = event.tag if event.tag and event.tag.startswith("!") else ""
        if type(event) is ScalarEvent:
            plain = not event.style and event.tag is None
            node = ForeignNode(None if plain and is_null(event.value) else event.value, line, tag)
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
            raise _Stop("it uses an alias without an anchor", line)
        node = self.anchors[event.anchor]
        if node is None:
            raise _Stop("it has an alias that contains itself", line)
        self.counted(event, node.size)
        if depth + node.height > MAX_DEPTH:
            raise _Stop(f"it has more than {MAX_DEPTH} levels", line)
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
            if key.content == "<<" and not getattr(event, "style", None):
                merged += value.items or [value]
            elif isinstance(key.content, str) or key.content is None:
                pairs[key.content if key.content is not None else "null"] = value
        for source in merged:
            for name, value in source.mapping.items():
                pairs.setdefault(name, value)
        self.counted_merges(merged, line)
        return _measured(pairs, list(pairs.values()), line, tag)

    def counted_merges(self, merged: list[ForeignNode], line: int) -> None:
        self.count += sum(node.size for node in merged)
        if self.count > MAX_NODES:
            raise _Stop(f"it holds more than {MAX_NODES:,} values, aliases written out", line)


def _measured(content: Content, below: list[ForeignNode], line: int, tag: str) -> ForeignNode:
    size = 1 + sum(node.size for node in below)
    return ForeignNode(content, line, tag, size, 1 + max((node.height for node in below), default=0))
