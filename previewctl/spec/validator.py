"""Loads the compiled schemas: data in, frozen model instances out."""

from __future__ import annotations

import json
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pydantic_core
from pydantic_core import SchemaValidator

_COMPILED = Path(__file__).parent / "compiled"


@cache
def compiled_schema(name: str) -> dict[str, Any]:
    """The committed schema of a model, still with import paths in place of classes and functions."""
    text = (_COMPILED / f"{name}.json").read_bytes()
    return json.loads(text)["schema"]  # type: ignore[no-any-return]


@cache
def validator(name: str) -> SchemaValidator:
    """The validator of the model `preview` or `platform`.

    The compiled schema fits one version of pydantic-core; with another one the models are compiled here and now.
    """
    text = (_COMPILED / f"{name}.json").read_bytes()
    compiled = json.loads(text)
    if compiled["pydanticCore"] != pydantic_core.__version__:
        from previewctl.spec.compiler import core_schema

        return SchemaValidator(core_schema(name))
    return SchemaValidator(_restored(compiled["schema"]))


def _restored(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_restored(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$import" in schema:
        module, _, name = schema["$import"].partition(":")
        return getattr(import_module(module), name)
    if "$tuple" in schema:
        return tuple(_restored(item) for item in schema["$tuple"])
    return {key: _restored(value) for key, value in schema.items()}
