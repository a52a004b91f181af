"""Compiles the models to pydantic-core schemas and JSON Schemas; the only part that imports pydantic itself.

The compiled schemas are committed (`previewctl/spec/compiled/`), so that reading a file needs pydantic-core alone.
"""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from pydantic import ConfigDict, TypeAdapter
from pydantic.alias_generators import to_camel
from pydantic_core import CoreSchema

from previewctl.spec import field_types, platform, preview
from previewctl.spec.model import is_model
from previewctl.spec.platform import PlatformSpec
from previewctl.spec.preview import PreviewSpec

MODELS: dict[str, type[Any]] = {"preview": PreviewSpec, "platform": PlatformSpec}
_EXAMPLE = re.compile(r"\s*\n\s*Example: (?P<example>.*)\Z", re.DOTALL)
_UNUSED = frozenset({"metadata", "serialization", "serialization_alias"})
_REFERENCES = frozenset({"ref", "schema_ref"})


def alias(name: str) -> str:
    """The key in YAML of a model's field: `api_version` is `apiVersion`, `from_` is `from`."""
    return to_camel(name.rstrip("_"))


def model_classes(module: ModuleType) -> Iterator[type[Any]]:
    """The model classes that a module defines."""
    for value in vars(module).values():
        if isinstance(value, type) and is_model(value) and value.__module__ == module.__name__:
            yield value


def adapter(name: str) -> TypeAdapter[Any]:
    """The pydantic adapter of the model `preview` or `platform`."""
    for module in (preview, platform):
        vars(module).update({key: value for key, value in vars(field_types).items() if not key.startswith("_")})
        for model in model_classes(module):
            if not dataclasses.is_dataclass(model):
                dataclasses.dataclass(kw_only=True, eq=False, repr=False)(model)
            type.__setattr__(model, "__pydantic_config__", ConfigDict(extra="forbid", alias_generator=alias))
    return TypeAdapter(MODELS[name])


def core_schema(name: str) -> CoreSchema:
    """The pydantic-core schema of a model."""
    return adapter(name).core_schema


def field_docs(model: type[Any]) -> dict[str, tuple[str, str]]:
    """By field of a model class: its description and its example, from the docstring under the field."""
    source = inspect.getsource(model)
    pattern = re.compile(r'^    (?P<name>[a-z_]+): .*\n    """(?P<doc>(?:[^"\\]|\\.|"(?!""))*)"""', re.MULTILINE)
    docs = {}
    for found in pattern.finditer(source):
        doc = found["doc"].replace('\\"', '"')
        example = _EXAMPLE.search(doc)
        docs[found["name"]] = (" ".join(_EXAMPLE.sub("", doc).split()), example["example"].strip() if example else "")
    return docs


def portable(schema: Any) -> Any:
    """A core schema as JSON: classes and functions by their import path, tuples marked, what only pydantic reads left out."""
    if isinstance(schema, dict):
        return {
            # A reference ends in the class's address in memory.
            key: value.rpartition(":")[0] if key in _REFERENCES else portable(value)
            for key, value in schema.items()
            if key not in _UNUSED
        }
    if isinstance(schema, tuple):
        return {"$tuple": [portable(item) for item in schema]}
    if isinstance(schema, list):
        return [portable(item) for item in schema]
    if schema is None or isinstance(schema, str | int | float | bool):
        return schema
    return {"$import": _import_path(schema)}


def _import_path(value: Any) -> str:
    module, name = value.__module__, value.__qualname__
    if "<" in name:
        raise TypeError(f"{value!r} cannot be imported by name, so it cannot stand in a compiled schema")
    return f"{module}:{name}"
