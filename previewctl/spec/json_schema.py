"""The JSON Schemas of the two files: for editors, and for whoever validates without previewctl."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from previewctl.source.document import Data, Plain, parse
from previewctl.source.read import SourceText
from previewctl.spec import deprecations, platform, preview
from previewctl.spec.compiler import adapter, alias, model_classes
from previewctl.spec.documentation import field_docs

if TYPE_CHECKING:
    from collections.abc import Iterator

DIALECT = "https://json-schema.org/draft/2020-12/schema"
IDENTIFIER = "https://previewctl.dev/schemas/{name}.schema.json"


def json_schema(name: str) -> dict[str, Any]:
    """The schema of `preview` or `platform`, with every field's description and an example."""
    schema = adapter(name).json_schema(by_alias=True, mode="validation")
    definitions = {**schema.get("$defs", {}), schema["title"]: schema}
    for model in (*model_classes(preview), *model_classes(platform)):
        if model.__name__ in definitions:
            _describe(definitions[model.__name__], model)
    for entry in schema["properties"].values():
        _describe_single(entry, definitions)
    _close(schema)
    if name == "preview":
        for item in deprecations.DEPRECATIONS:
            for entry in _entries_at(schema, item.path, definitions):
                entry["deprecated"] = True
                entry["description"] = f"{entry.get('description', '')}\n\nDeprecated: {item.instead}.".strip()
    head = {"$schema": DIALECT, "$id": IDENTIFIER.format(name=name), "title": f"{name}.yaml"}
    return {**head, **{key: value for key, value in schema.items() if key != "title"}}


def _describe_single(schema: dict[str, Any], definitions: dict[str, Any]) -> None:
    """Where one item may stand in place of a list of them, its fields are those of the items."""
    options = schema.get("anyOf", [])
    for option in options:
        item = definitions.get(option.get("items", {}).get("$ref", "").rpartition("/")[2], {})
        for single in options:
            for key, entry in single.get("properties", {}).items():
                for word in ("description", "examples"):
                    if word in item.get("properties", {}).get(key, {}):
                        entry[word] = item["properties"][key][word]


def _entries_at(schema: dict[str, Any], path: tuple[str, ...], definitions: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What the schema says of the fields at a deprecation's path, in each of the forms that they can have."""
    if not path:
        yield schema
        return
    first, rest = path[0], path[1:]
    forms = list(schema.get("anyOf", ()))
    if "$ref" in schema:
        forms.append(definitions[schema["$ref"].rpartition("/")[2]])
    for form in forms:
        yield from _entries_at(form, path, definitions)
    if first != deprecations.ANY:
        below = [schema["properties"][first]] if first in schema.get("properties", {}) else []
    else:
        below = [*schema.get("patternProperties", {}).values(), *([schema["items"]] if "items" in schema else [])]
    for entry in below:
        yield from _entries_at(entry, rest, definitions)


def _close(schema: Any) -> None:
    """A mapping whose keys have a form admits no others."""
    if isinstance(schema, dict):
        if "patternProperties" in schema:
            schema.setdefault("additionalProperties", False)
        for item in schema.values():
            _close(item)
    elif isinstance(schema, list):
        for item in schema:
            _close(item)


def _describe(schema: dict[str, Any], model: type[Any]) -> None:
    schema["description"] = (model.__doc__ or "").strip()
    schema.pop("title", None)
    for field, (description, example) in field_docs(model).items():
        entry = schema["properties"][alias(field)]
        entry.pop("title", None)
        entry["description"] = description
        if example:
            entry["examples"] = [example_value(example)]


def example_value(text: str) -> Any:
    """An example as data: what previewctl itself reads from it."""
    document = parse(SourceText("example", f"example: {text}"))
    if isinstance(document, list):
        raise TypeError(f"the example {text!r} is not YAML: {document[0].message}")
    return _plain(document.data["example"])


def _plain(value: Data) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.value if isinstance(value, Plain) else value
