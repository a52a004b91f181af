"""JSON patches (RFC 6902)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from previewctl.source.foreign import NOTHING, ForeignNode
from previewctl.verify.kustomize.built import list_of, mapping_of
from previewctl.verify.kustomize.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

_INDEX = re.compile("0|[1-9][0-9]{0,8}")


def patched(node: ForeignNode, operations: Sequence[ForeignNode], path: str) -> ForeignNode:
    """An object with all operations applied in their order; `path` is the patch's file."""
    for operation in operations:
        name, value = operation.get("op").text or "", operation.mapping.get("value", NOTHING)
        place = _Place(operation, "path", path)
        match name:
            case "add" | "replace" | "remove":
                node = _at(node, place.keys, _Operation(name, value, place))
            case "copy" | "move":
                source = _Place(operation, "from", path)
                value = _found(node, source)
                if name == "move":
                    node = _at(node, source.keys, _Operation("remove", NOTHING, source))
                node = _at(node, place.keys, _Operation("add", value, place))
            case "test":
                if _found(node, place).data != value.data:
                    raise Refused(f"the patch finds another value at `{place.pointer}`", path)
            case _:
                raise Refused(f"the patch has the operation `{name}`", path, operation.line)
    return node


class _Place:
    """A pointer of an operation, and the keys that lead to what it points at."""

    def __init__(self, operation: ForeignNode, field: str, path: str) -> None:
        self.pointer = operation.get(field).text or ""
        self.path = path
        if not self.pointer.startswith("/"):
            raise Refused(f"the patch has an operation without a `{field}`", path, operation.line)
        self.keys = [part.replace("~1", "/").replace("~0", "~") for part in self.pointer[1:].split("/")]

    def misses(self) -> Refused:
        return Refused(f"the patch of `{self.pointer}` meets nothing there", self.path)


class _Operation:
    """What to do at a place."""

    def __init__(self, name: str, value: ForeignNode, place: _Place) -> None:
        self.name, self.value, self.place = name, value, place

    def misses(self) -> Refused:
        return self.place.misses()


def _found(node: ForeignNode, place: _Place) -> ForeignNode:
    for key in place.keys:
        if key in node.mapping:
            node = node.mapping[key]
        elif _INDEX.fullmatch(key) and int(key) < len(node.items):
            node = node.items[int(key)]
        else:
            raise place.misses()
    return node


def _at(node: ForeignNode, keys: list[str], operation: _Operation) -> ForeignNode:
    key, rest = keys[0], keys[1:]
    if isinstance(node.content, dict):
        return _in_mapping(node, key, rest, operation)
    if isinstance(node.content, list):
        return _in_list(node, key, rest, operation)
    raise operation.misses()


def _in_mapping(node: ForeignNode, key: str, rest: list[str], operation: _Operation) -> ForeignNode:
    pairs = dict(node.mapping)
    if rest:
        if key not in pairs:
            raise operation.misses()
        pairs[key] = _at(pairs[key], rest, operation)
    elif operation.name == "remove":
        if key not in pairs:
            raise operation.misses()
        del pairs[key]
    else:  # Kustomize's library takes `replace` of a key that is not there for `add`.
        pairs[key] = operation.value
    return mapping_of(pairs, node)


def _in_list(node: ForeignNode, key: str, rest: list[str], operation: _Operation) -> ForeignNode:
    items = list(node.items)
    is_end = key == "-" and not rest and operation.name == "add"
    if not is_end and not _INDEX.fullmatch(key):
        raise operation.misses()
    at = len(items) if is_end else int(key)
    adds = operation.name == "add" and not rest
    if at > len(items) or (at == len(items) and not adds):
        raise operation.misses()
    if adds:
        items.insert(at, operation.value)
    elif rest:
        items[at] = _at(items[at], rest, operation)
    elif operation.name == "remove":
        del items[at]
    else:
        items[at] = operation.value
    return list_of(items, node)
