"""The committed schemas are those of the models, and reading works without them too."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pydantic_core
import pytest

from previewctl.source.document import SourceDocument, load
from previewctl.spec import validator as validators
from previewctl.spec.compiler import core_schema, portable
from previewctl.spec.shape import expected_keys

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLES = Path(__file__).parents[3] / "examples"
PREVIEWS = sorted(EXAMPLES.glob("*/*/preview.yaml"))
PLATFORMS = sorted(EXAMPLES.glob("*/platform.yaml"))


def committed(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((resources.files("previewctl.spec") / "compiled" / f"{name}.json").read_bytes())
    return data


def data_of(path: Path) -> dict[str, Any]:
    document = load(str(path))
    assert isinstance(document, SourceDocument)
    return document.data


@pytest.fixture
def another_pydantic_core(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(pydantic_core, "__version__", "0.0.0")
    validators.validator.cache_clear()
    yield
    validators.validator.cache_clear()


@pytest.mark.parametrize("name", ["preview", "platform"])
def test_the_committed_schema_is_what_the_models_compile_to(name: str) -> None:
    assert committed(name)["schema"] == json.loads(json.dumps(portable(core_schema(name))))


@pytest.mark.parametrize("name", ["preview", "platform"])
def test_the_committed_schema_fits_the_pinned_version_of_pydantic_core(name: str) -> None:
    assert committed(name)["pydanticCore"] == pydantic_core.__version__


@pytest.mark.parametrize("name", ["preview", "platform"])
def test_the_committed_schema_holds_no_address_of_this_process(name: str) -> None:
    assert "0x" not in json.dumps(committed(name))


@pytest.mark.parametrize(
    ("name", "path"),
    [*(("preview", path) for path in PREVIEWS), *(("platform", path) for path in PLATFORMS)],
    ids=lambda value: value.parent.name if isinstance(value, Path) else value,
)
def test_with_another_pydantic_core_the_instances_are_the_same(
    name: str, path: Path, request: pytest.FixtureRequest
) -> None:
    compiled = validators.validator(name).validate_python(data_of(path))
    request.getfixturevalue("another_pydantic_core")
    assert validators.validator(name).validate_python(data_of(path)) == compiled


@pytest.mark.parametrize(
    ("path", "keys"),
    [
        (("endpoint",), ("auth", "process", "robots")),
        (("databases", "redis"), ("env", "persistence", "storage", "version")),
        (("checks", 0), ("name", "run")),
        (("secrets", 3), ("from", "keys")),
        (("dependencies", "billing-api", "env"), ("host", "port", "scheme", "url")),
        (("env",), ()),
        (("nowhere",), ()),
    ],
)
def test_the_schema_tells_which_keys_a_mapping_may_have(path: tuple[str | int, ...], keys: tuple[str, ...]) -> None:
    assert expected_keys(validators.compiled_schema("preview"), path) == keys
