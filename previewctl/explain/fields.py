"""What a field of preview.yaml or platform.yaml is for, from the JSON Schemas that the models generate."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from previewctl.errors import UsageError
from previewctl.spec.json_schema import json_schema

NAMES = ("preview", "platform")
_NAME = "<name>"
_INDEX = re.compile(r"\[\d*\]")
_CODE = re.compile(r"PV\d*", re.IGNORECASE)


class Field(NamedTuple):
    """One field. `path` is as users write it, with `<name>` for what they name and `[]` for items of a list."""

    file: str
    path: str
    description: str
    kind: str
    default: str
    example: str
    keys: tuple[str, ...]


def all_fields() -> dict[str, Field]:
    """Every field by its path; those of platform.yaml start with `platform.`."""
    found: dict[str, Field] = {}
    for name in NAMES:
        schema = json_schema(name)
        prefix = "" if name == "preview" else "platform."
        _collect(f"{name}.yaml", prefix, schema, schema.get("$defs", {}), (), found)
    return found


def find_field(text: str, fields: dict[str, Field]) -> Field | None:
    """The field that a path such as `env.LOG_LEVEL.generate`, `processes.web.port` or `checks[0].run[1]` leads to.

    Raises UsageError for what has the form of a code: no field has, and of another number nobody can say what was meant.
    """
    if _CODE.fullmatch(text):
        raise UsageError(f"there is no code `{text}`", hint="`previewctl rules` lists all codes")
    wanted = _steps(text.removeprefix("preview."))
    lists = {_steps(path) for path, field in fields.items() if "list" in field.kind}
    return next((field for path, field in fields.items() if _leads_to(wanted, _steps(path), lists)), None)


def _steps(path: str) -> tuple[str, ...]:
    """`checks[0].run` as `checks`, `[]` and `run`."""
    return tuple(_INDEX.sub(".[]", path).split("."))


def _leads_to(wanted: tuple[str, ...], path: tuple[str, ...], lists: set[tuple[str, ...]], at: int = 0) -> bool:
    """Whether `wanted` are the steps from `at` on; a list whose items have no path of their own stands for them."""
    if len(wanted) > 2 * len(path):
        return False
    if not wanted:
        return at == len(path)
    same = at < len(path) and path[at] in {wanted[0], _NAME if wanted[0] != "[]" else "[]"}
    if same and _leads_to(wanted[1:], path, lists, at + 1):
        return True
    return wanted[0] == "[]" and path[:at] in lists and _leads_to(wanted[1:], path, lists, at)


def _collect(
    file: str, prefix: str, schema: Any, definitions: Any, above: tuple[str, ...], found: dict[str, Field]
) -> None:
    schema = _resolved(schema, definitions)
    if "items" in schema and prefix:
        _collect(file, f"{prefix[:-1]}[].", schema["items"], definitions, above, found)
    for entry in list(schema.get("patternProperties", {}).values())[:1]:
        field = _field(file, prefix + _NAME, entry, definitions, default="")
        mapping = found.get(prefix[:-1])
        found[prefix + _NAME] = field._replace(
            description=field.description or (mapping.description if mapping else "")
        )
        _collect(file, f"{prefix}{_NAME}.", entry, definitions, above, found)
    required = set(schema.get("required", ()))
    for key, entry in schema.get("properties", {}).items():
        default = "required" if key in required else _shown(entry.get("default"))
        found[prefix + key] = _field(file, prefix + key, entry, definitions, default=default)
        if len(above) < 8:
            _collect(file, f"{prefix}{key}.", entry, definitions, (*above, key), found)


def _field(file: str, path: str, entry: Any, definitions: Any, *, default: str) -> Field:
    inner = _resolved(entry, definitions)
    return Field(
        file,
        path,
        entry.get("description") or inner.get("description", ""),
        _kind(entry, definitions),
        default,
        _shown(entry["examples"][0]) if entry.get("examples") else "",
        tuple(inner.get("properties", {})),
    )


def _resolved(schema: Any, definitions: Any) -> Any:
    """The mapping, or the list, that a field can hold: short forms are other ways to write it."""
    while True:
        if "$ref" in schema:
            schema = definitions[schema["$ref"].rpartition("/")[2]]
        elif "anyOf" in schema:
            options = [item for item in schema["anyOf"] if item.get("type") != "null"]
            structured = [
                item for item in options if {"$ref", "properties", "items", "patternProperties"} & item.keys()
            ]
            schema = (structured or options)[0]
        else:
            return schema


def _kind(schema: Any, definitions: Any) -> str:
    if "enum" in schema or "const" in schema:
        return "one of " + ", ".join(_shown(value) for value in schema.get("enum", [schema.get("const")]))
    if "anyOf" in schema:
        kinds = (_kind(item, definitions) for item in schema["anyOf"] if item.get("type") != "null")
        return " or ".join(dict.fromkeys(kinds))
    if "$ref" in schema:
        return "mapping"
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}), definitions)}"
    kind = schema.get("type", "any value")
    words = {"object": "mapping", "integer": "whole number", "string": "text", "boolean": "true or false"}
    return " or ".join(str(words.get(item, item)) for item in (kind if isinstance(kind, list) else [kind]))


def _shown(value: Any) -> str:
    return "" if value is None or value in ([], {}) else json.dumps(value, ensure_ascii=False)
