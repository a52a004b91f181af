"""Plans as plain data for JSON: keys in camelCase, amounts and durations as their text."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import date
from enum import Enum
from typing import Any

from previewctl.spec.durations import Duration
from previewctl.spec.model import is_model, model_fields
from previewctl.spec.quantities import Quantity


def plain(value: Any) -> Any:
    """`value` in lists, dictionaries, texts and numbers."""
    if isinstance(value, Duration | Quantity | date):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    fields = _fields(value)
    if fields is not None:
        return {_camel(name): plain(getattr(value, name)) for name in fields}
    return [plain(item) for item in value] if isinstance(value, list | tuple) else value


def _fields(value: Any) -> Sequence[str] | None:
    """The names of a record's fields; None for anything else."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [field.name for field in dataclasses.fields(value)]
    if is_model(value):
        return model_fields(value)
    return getattr(value, "_fields", None) if isinstance(value, tuple) else None


def _camel(name: str) -> str:
    first, *rest = name.rstrip("_").split("_")
    return first + "".join(part.capitalize() for part in rest)
