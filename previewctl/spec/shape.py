"""Looks into a compiled schema: which keys are expected at a place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Node = Mapping[str, Any]


def expected_keys(schema: Node, location: Sequence[str | int]) -> tuple[str, ...]:
    """The keys that the mapping at `location` may have, sorted; none where any key may stand."""
    definitions = {item["ref"]: item for item in schema.get("definitions", ())}
    node = _bare(schema, definitions)
    for part in location:
        node = _bare(_child(node, part), definitions)
    return tuple(sorted(field["validation_alias"] for field in _fields(node)))


def _bare(node: Node, definitions: Mapping[str, Node]) -> Node:
    """The schema itself, without defaults, validators and references around it."""
    while True:
        if node.get("type") == "definition-ref":
            node = definitions[node["schema_ref"]]
        elif node.get("type") in {
            "default",
            "nullable",
            "function-before",
            "function-after",
            "function-wrap",
            "definitions",
        }:
            node = node["schema"]
        else:
            return node


def _fields(node: Node) -> Sequence[Node]:
    return node["schema"]["fields"] if node.get("type") == "dataclass" else ()


def _child(node: Node, part: str | int) -> Node:
    for field in _fields(node):
        if field["validation_alias"] == part:
            return field["schema"]  # type: ignore[no-any-return]
    if node.get("type") == "dict":
        return node["values_schema"]  # type: ignore[no-any-return]
    if node.get("type") in {"tuple", "list"}:
        items = node["items_schema"]
        return items[0] if isinstance(items, list) else items  # type: ignore[no-any-return]
    return {}
