"""The schema that is published for `lint --format json`."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

PATH = Path(__file__).parents[3] / "docs/schemas/lint-report.v1.schema.json"


def problems(data: object) -> list[str]:
    """One line for each thing that the schema rejects."""
    return [f"{error.json_path}: {error.message}" for error in _validator().iter_errors(data)]


@cache
def schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
    return found


@cache
def _validator() -> Draft202012Validator:
    Draft202012Validator.check_schema(schema())
    return Draft202012Validator(schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)
