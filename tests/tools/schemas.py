"""A directory of JSON schemas that kubeconform reads without a network, each whole in its own file."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from tests.tools import crds
from tests.tools.tool import BuildError, distribution_version

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path

KUBERNETES = "1.37.0"
DEFINITIONS = "_definitions.json"
LOCAL = "#/$defs/"
PINS = (
    f"kubernetes-validate {distribution_version('kubernetes-validate')}",
    *(f"{source.module} {source.version} {file}" for source in crds.SOURCES for file in source.files),
)


def build(directory: Path) -> None:
    """Write `schemas/<kind>-<group>-<version>.json` and, as they are published, `crds/<file>.yaml`."""
    if distribution_version("kubernetes-validate") == "none":
        raise BuildError("no kubernetes-validate: install the development requirements first")
    schemas, published_crds = directory / "schemas", directory / "crds"
    schemas.mkdir()
    published_crds.mkdir()
    published = files("kubernetes_validate") / "kubernetes-json-schema" / f"v{KUBERNETES}-local-strict"
    definitions = _local(json.loads((published / DEFINITIONS).read_text(encoding="utf-8")))["$defs"]
    for file, schema in _kinds(published):
        _write(schemas / file, _whole(schema, definitions))
    for source in crds.SOURCES:
        for name, text in source.read():
            (published_crds / name).write_bytes(text)
            for file, schema in crds.schemas(text):
                _write(schemas / file, _whole(schema, definitions))


def _kinds(published: Traversable) -> Iterator[tuple[str, dict[str, Any]]]:
    """The published schemas of whole objects: those that fix an apiVersion and a kind."""
    for entry in published.iterdir():
        if entry.name != DEFINITIONS:
            schema = _local(json.loads(entry.read_text(encoding="utf-8")))
            if {"apiVersion", "kind"} <= schema.get("properties", {}).keys():
                yield entry.name, schema


def _local(node: Any) -> Any:
    """The same schema without an address of its own, every `$ref` turned to the file that it stands in."""
    if isinstance(node, list):
        return [_local(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        key: LOCAL + value.rpartition("/")[2] if key == "$ref" and isinstance(value, str) else _local(value)
        for key, value in node.items()
        if not (key == "$id" and isinstance(value, str))
    }


def _whole(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> dict[str, Any]:
    """The schema with all the definitions that it needs, those of its definitions included."""
    needed: dict[str, Any] = {}
    waiting = list(_references(schema))
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed[name] = definitions[name]
            waiting.extend(_references(definitions[name]))
    return {**schema, "$defs": needed}


def _references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(target := node.get("$ref"), str):
            yield target.removeprefix(LOCAL)
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for item in node:
            yield from _references(item)


def _write(path: Path, schema: object) -> None:
    path.write_text(json.dumps(schema), encoding="utf-8")
