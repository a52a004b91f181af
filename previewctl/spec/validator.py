"""Loads the compiled schemas: data in, frozen model instances out."""

from __future__ import annotations

import json
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from previewctl.spec.light_pydantic_core import SchemaValidator, __version__

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
    compiled = json.loads(text, object_hook=_restored)
    if compiled["pydanticCore"] != __version__:
        from previewctl.spec.compiler import core_schema

        return SchemaValidator(core_schema(name))
    return SchemaValidator(compiled["schema"])


def _restored(part: dict[str, Any]) -> Any:
    """What a mapping of the compiled schema stands for; the mappings inside of it are restored already."""
    if "$import" in part:
        module, _, name = part["$import"].partition(":")
        return getattr(import_module(module), name)
    return tuple(part["$tuple"]) if "$tuple" in part else part
