"""The published JSON Schemas: every field is explained, and they agree with what previewctl reads."""

from __future__ import annotations

import copy
import inspect
import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from previewctl.source.document import SourceDocument, parse
from previewctl.source.read import SourceText
from previewctl.spec import json_schema as schemas
from previewctl.spec import platform, preview
from previewctl.spec.compiler import alias, model_classes
from previewctl.spec.documentation import field_docs
from previewctl.spec.json_schema import example_value
from previewctl.spec.load import load_spec

ROOT = Path(__file__).parents[3]
FILES = {
    **dict.fromkeys(sorted(ROOT.glob("examples/*/*/preview.yaml")), "preview"),
    **dict.fromkeys(sorted(ROOT.glob("examples/*/platform.yaml")), "platform"),
}
MODELS = [*model_classes(preview), *model_classes(platform)]
FIELDS = [(model, field) for model in MODELS for field in inspect.get_annotations(model)]
WITHOUT_AN_EXAMPLE = {
    ("Patch", "patch"): "the field `patches` shows one",
}


@cache
def json_schema(name: str) -> dict[str, Any]:
    return schemas.json_schema(name)


@cache
def validator(name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(
        json_schema(name), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )


@cache
def field_schema(model: str, field: str) -> tuple[str, dict[str, Any]]:
    """The file that has the model, and the field's schema with all definitions beside it."""
    for name in ("preview", "platform"):
        schema = json_schema(name)
        root = {"preview": "PreviewSpec", "platform": "PlatformSpec"}[name]
        owner = schema if model == root else schema["$defs"].get(model)
        if owner is not None:
            return name, {"$defs": schema["$defs"], **owner["properties"][alias(field)]}
    raise AssertionError(f"no schema has {model}")


def as_json(path: Path) -> Any:
    """A file as an editor's YAML reader gives it: dates as text."""
    return json.loads(json.dumps(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader), default=str))


@pytest.mark.parametrize("name", ["preview", "platform"])
def test_the_schema_is_one(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema(name))


@pytest.mark.parametrize("name", ["preview", "platform"])
def test_the_published_schema_is_fresh(name: str) -> None:
    published = ROOT / "docs" / "schemas" / f"{name}.schema.json"
    assert json.loads(published.read_text(encoding="utf-8")) == json_schema(name)


@pytest.mark.parametrize(("path", "name"), FILES.items(), ids=lambda value: getattr(value, "parent", value))
def test_the_examples_are_valid(path: Path, name: str) -> None:
    assert [error.message for error in validator(name).iter_errors(as_json(path))] == []


@pytest.mark.parametrize(("path", "name"), FILES.items(), ids=lambda value: getattr(value, "parent", value))
def test_an_unknown_key_is_refused_wherever_a_mapping_is(path: Path, name: str) -> None:
    data = as_json(path)
    places = [("the top", data)] + [(key, value) for key, value in data.items() if isinstance(value, dict)]
    free = {"processes", "services", "volumes", "dependencies", "overrides", "env", "resources", "sizes"}
    for key, mapping in places:
        if key not in free:
            mapping["nobody-knows-me"] = 1
            assert not validator(name).is_valid(data), key
            del mapping["nobody-knows-me"]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_model_is_described(model: type[Any]) -> None:
    assert (model.__doc__ or "").strip().endswith(".")
    assert not (model.__doc__ or "").startswith(f"{model.__name__}(")


@pytest.mark.parametrize(("model", "field"), FIELDS, ids=lambda value: getattr(value, "__name__", value))
def test_every_field_is_described_and_has_an_example(model: type[Any], field: str) -> None:
    description, example = field_docs(model)[field]
    assert description
    assert bool(example) != ((model.__name__, field) in WITHOUT_AN_EXAMPLE)


@pytest.mark.parametrize(("model", "field"), FIELDS, ids=lambda value: getattr(value, "__name__", value))
def test_the_example_of_a_field_is_valid_there(model: type[Any], field: str) -> None:
    if example := field_docs(model)[field][1]:
        _, schema = field_schema(model.__name__, field)
        jsonschema.Draft202012Validator(schema).validate(example_value(example))


MINIMAL: dict[str, dict[str, Any]] = {
    "preview": {"apiVersion": "previewctl.dev/v1", "kind": "Preview", "service": "a", "runtime": "vue", "image": "a"},
    "platform": {
        "apiVersion": "previewctl.dev/v1",
        "kind": "Platform",
        "github": {"organization": "acme"},
        "gitops": {"url": "https://github.com/acme/gitops.git"},
        "domain": "preview.example.com",
    },
}


@pytest.mark.parametrize(
    ("model", "field"),
    [(model, field) for model, field in FIELDS if model.__name__ in {"PreviewSpec", "PlatformSpec"}],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_previewctl_itself_reads_the_example_of_a_field(model: type[Any], field: str) -> None:
    name = {"PreviewSpec": "preview", "PlatformSpec": "platform"}[model.__name__]
    data = copy.deepcopy(MINIMAL[name])
    text = yaml.safe_dump({key: value for key, value in data.items() if key != alias(field)})
    document = parse(SourceText("file.yaml", f"{text}{alias(field)}: {field_docs(model)[field][1]}\n"))
    assert isinstance(document, SourceDocument), document
    result = load_spec(document, "preview" if name == "preview" else "platform")
    assert not isinstance(result, list), result


AGREEMENT = [
    ("user: 1000", True),
    ("user: '1000'", False),
    ("user: 0", False),
    ("env: {A: 1, B: true, C: x, D: 2026.10}", True),
    ("env: {A: [1]}", False),
    ("hooks: {release: [warm]}", True),
    ("hooks: {release: warm}", False),
    ("overrides: {b: pr-1}", True),
    ("overrides: {b: pr-0}", False),
    ("databases: {postgres: {version: 17, storage: 2Gi}}", True),
    ("databases: {postgres: {version: 17, storage: 2GB}}", False),
    ("migrations: {command: [up]}", True),
    ("migrations: [{command: [up]}]", False),
    ("lifetime: {idle: 3 days}", False),
    ("spot: always", False),
    ("checks: [{name: smoke, run: []}]", False),
]


@pytest.mark.parametrize(("line", "accepted"), AGREEMENT)
def test_an_editor_and_previewctl_agree_about_a_line(line: str, *, accepted: bool) -> None:
    text = yaml.safe_dump(MINIMAL["preview"]) + line + "\n"
    document = parse(SourceText("preview.yaml", text))
    assert isinstance(document, SourceDocument)
    by_previewctl = not isinstance(load_spec(document, "preview"), list)
    by_editor = validator("preview").is_valid(yaml.safe_load(text))
    assert (by_previewctl, by_editor) == (accepted, accepted)
