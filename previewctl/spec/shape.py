"""Looks into a compiled schema: which keys are expected at a place, and which value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

Node = Mapping[str, Any]


class Expected(NamedTuple):
    """What may stand at a place: its schema, and the function that reads a shorter form, nothing where there is none.

    `model` and `field` are the class (as an import path) and its field that the place is in, `inside` the way from
    there.
    """

    node: Node
    short: str
    model: str
    field: str
    inside: tuple[str | int, ...]


def expected_keys(schema: Node, location: Sequence[str | int]) -> tuple[str, ...]:
    """The keys that the mapping at `location` may have, sorted; none where any key may stand."""
    return tuple(sorted(fields_of(expected_at(schema, location).node)))


def expected_at(schema: Node, location: Sequence[str | int]) -> Expected:
    """What may stand at `location`."""
    definitions = {item["ref"]: item for item in schema.get("definitions", ())}
    node, short = _bare(schema, definitions)
    model = name = ""
    inside: tuple[str | int, ...] = ()
    for part in location:
        field = fields_of(node).get(str(part))
        if field is not None:
            model, name, inside = node["cls"]["$import"], field["name"], ()
        else:
            inside = (*inside, part)
        node, short = _bare(_child(node, part), definitions)
    return Expected(node, short, model, name, inside)


def fields_of(node: Node) -> dict[str, Node]:
    """The fields of a mapping with known keys, by these keys."""
    fields = node["schema"]["fields"] if node.get("type") == "dataclass" else ()
    return {field["validation_alias"]: field for field in fields}


def required_keys(node: Node) -> frozenset[str]:
    """The keys that a mapping must have."""
    return frozenset(key for key, field in fields_of(node).items() if field["schema"].get("type") != "default")


def value_of(field: Node) -> Node:
    """The schema of a field's value; that of a definition stays a reference."""
    return _bare(field["schema"], {})[0]


def items_of(node: Node) -> Node:
    """The schema of a list's items."""
    return _bare(_child(node, 0), {})[0]


def _bare(node: Node, definitions: Mapping[str, Node]) -> tuple[Node, str]:
    """The schema itself, without defaults, validators and references around it; and what reads its short form."""
    short = ""
    while True:
        if node.get("type") == "definition-ref" and node["schema_ref"] in definitions:
            node = definitions[node["schema_ref"]]
        elif node.get("type") in {
            "default",
            "nullable",
            "function-before",
            "function-after",
            "function-wrap",
            "definitions",
        }:
            if node["type"] == "function-before":
                short = short or node["function"]["function"]["$import"].rpartition(":")[2]
            node = node["schema"]
        else:
            return node, short


def _child(node: Node, part: str | int) -> Node:
    field = fields_of(node).get(str(part))
    if field is not None:
        return field["schema"]  # type: ignore[no-any-return]
    if node.get("type") == "dict":
        return node["values_schema"]  # type: ignore[no-any-return]
    if node.get("type") in {"tuple", "list"}:
        items = node["items_schema"]
        return items[0] if isinstance(items, list) else items  # type: ignore[no-any-return]
    return {}
