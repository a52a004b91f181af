"""`explain` and `rules`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from previewctl.diagnostics.catalogue import CODES
from previewctl.explain.fields import all_fields, find_field
from tests.cli.running import inside

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", ["PV203", "pv203", "unknown-service"])
def test_a_code_is_explained_by_number_and_by_name(tmp_path: Path, name: str) -> None:
    done = inside(tmp_path, "explain", name)
    assert done.code == 0
    assert done.out.startswith("PV203 unknown-service (error)\n")
    for part in ("Why", "Reported", "Fine", "What to do", "dependencies:\n      biling-api:"):
        assert part in done.out


@pytest.mark.parametrize("code", [item.code for item in CODES])
def test_every_code_can_be_explained(tmp_path: Path, code: str) -> None:
    done = inside(tmp_path, "explain", code, "--format", "json")
    assert json.loads(done.out)["code"] == code


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("service", "The service's name"),
        ("processes.web.port", "The port that the process listens on"),
        ("databases.postgres.version", "The major version"),
        ("checks[0].run", "placeholders are filled in"),
        ("env.LOG_LEVEL", "A variable"),
        ("platform.domain", "domain"),
        ("platform.services.orders-api.staging.public", "URL"),
    ],
)
def test_a_field_is_explained(tmp_path: Path, field: str, words: str) -> None:
    done = inside(tmp_path, "explain", field)
    assert done.code == 0
    assert words in done.out


def test_every_field_has_a_description_and_is_found_by_its_own_path() -> None:
    fields = all_fields()
    assert len(fields) > 150
    for path, field in fields.items():
        assert field.description, path
        assert find_field(path, fields) == field


def test_what_does_not_exist_gets_a_suggestion(tmp_path: Path) -> None:
    done = inside(tmp_path, "explain", "unknow-service")
    assert done.code == 2
    assert "did you mean `unknown-service`?" in done.err
    assert "did you mean `databases.postgres`?" in inside(tmp_path, "explain", "databases.postgre").err


def test_rules_lists_every_code_once(tmp_path: Path) -> None:
    done = inside(tmp_path, "rules")
    assert [line[:5] for line in done.out.splitlines()] == [code.code for code in CODES]
    data = json.loads(inside(tmp_path, "rules", "--format", "json").out)
    assert [item["code"] for item in data["rules"]] == [code.code for code in CODES]
