"""What an editor underlines is what lint reports: the JSON Schema, read by another implementation, over the whole corpus."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import jsonschema
import pytest
import yaml

from previewctl.spec.json_schema import json_schema
from tests.rules.linting import HERE, cases, source

READ_OTHERWISE = {"PV020/bad_port"}
"""What a reader of YAML 1.1, as editors' are not, makes another value of."""
BEYOND_A_SCHEMA = {
    "PV105/bad_line_break": "an image's form ends at a line break for some readers of patterns",
    "PV106/bad_long_name_of_a_variable": "the length of keys: editors have no word for it that helps",
    "PV107": "a key without a value yet is how everybody types",
    "PV108": "placeholders have a grammar of their own",
}
WITHOUT_CODES = {"PV503/bad_a_number"}
"""Text of a patch, which lint calls by another code."""


@cache
def validator() -> jsonschema.Draft202012Validator:
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    return jsonschema.Draft202012Validator(json_schema("preview"), format_checker=checker)


def data_of(case: str) -> Any:
    """A file as an editor's YAML reader gives it, dates as text; None for what is no mapping of YAML."""
    try:
        data = yaml.safe_load(source(case).read_text(encoding="utf-8"))
    except (yaml.YAMLError, ValueError, UnicodeDecodeError):
        return None
    return json.loads(json.dumps(data, default=str)) if isinstance(data, dict) else None


def codes_of(case: str) -> set[str]:
    expected = HERE / f"{case}.out"
    return set(re.findall(r"^\S+ (PV\d{3}) ", expected.read_text(encoding="utf-8"), re.MULTILINE))


def has_its_shape(codes: set[str]) -> bool:
    return not any("PV100" <= code <= "PV109" for code in codes)


@pytest.mark.parametrize("case", [case for case in cases("good_") if case not in READ_OTHERWISE])
def test_an_editor_accepts_what_lint_accepts(case: str) -> None:
    data = data_of(case)
    if data is not None and data.get("kind") != "Platform":
        assert [error.message for error in validator().iter_errors(data)] == []


@pytest.mark.parametrize("case", [case for case in cases("bad_") if case not in READ_OTHERWISE | WITHOUT_CODES])
def test_an_editor_underlines_a_wrong_shape_and_nothing_else(case: str) -> None:
    data, codes = data_of(case), codes_of(case)
    known = case in BEYOND_A_SCHEMA or case[:5] in BEYOND_A_SCHEMA
    unread = any(code < "PV017" for code in codes)
    if data is not None and data.get("kind") != "Platform" and not known and not unread:
        assert validator().is_valid(data) == has_its_shape(codes)
