"""The published schema of SARIF 2.1.0."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from jsonschema import Draft4Validator

from tests.realparts import programs
from tests.tools import sarif


def problems(log: object) -> list[str]:
    """One line for each thing in a SARIF log that the schema rejects."""
    return [f"{error.json_path}: {error.message}" for error in _validator().iter_errors(log)]


@cache
def _validator() -> Any:
    schema = json.loads((programs.directory("sarif-schema") / sarif.NAME).read_text(encoding="utf-8"))
    Draft4Validator.check_schema(schema)
    return Draft4Validator(schema, format_checker=Draft4Validator.FORMAT_CHECKER)
