"""What the rules find in their own examples, through every format."""

from __future__ import annotations

import json
from functools import cache
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from previewctl.diagnostics.model import Diagnostic, Location, Position, Related, Severity, Span
from previewctl.report.findings import FindingsReport
from previewctl.reporters.findings.formats import FindingsFormat, View, rendered
from tests.realparts import sarif_schema
from tests.reporters.findings import json_schema
from tests.reporters.findings.commands import parsed
from tests.rules.linting import ROOT, Finding, cases, findings

pytestmark = pytest.mark.usefixtures("fixed_texts")


@cache
def corpus() -> FindingsReport:
    """One report of all bad cases."""
    found = [diagnostic(item) for case in cases("bad_") for item in findings(case)]
    return FindingsReport(tuple(dict.fromkeys(item.location.path for item in found)), tuple(found), ("PV203",))


def diagnostic(item: Finding) -> Diagnostic:
    related = tuple(Related(_location(other), other["label"]) for other in item["related"])
    return Diagnostic(
        item["code"],
        item["slug"],
        Severity(item["severity"]),
        item["message"],
        _location(item),
        item.get("label", ""),
        item["help"],
        related,
    )


def _location(item: Finding) -> Location:
    start, end = (
        Position(place["line"], place["column"], place.get("offset", 0)) for place in (item["start"], item["end"])
    )
    return Location(item["path"], Span(start, end))


@cache
def lines(path: str) -> list[str]:
    return (ROOT / path).read_bytes().decode(errors="replace").split("\n") if (ROOT / path).is_file() else []


def printed(form: FindingsFormat) -> str:
    return rendered(corpus(), form, View(lines))


def read(form: FindingsFormat) -> Any:
    return json.loads(printed(form))


def test_there_is_a_corpus() -> None:
    assert len(corpus().diagnostics) > 150


@pytest.mark.parametrize("form", FindingsFormat)
def test_every_line_can_be_shown(form: FindingsFormat) -> None:
    assert all(line.isprintable() for line in printed(form).split("\n"))


def test_json_fits_its_schema() -> None:
    assert json_schema.problems(read(FindingsFormat.JSON)) == []


@pytest.mark.acceptance
def test_sarif_fits_its_schema() -> None:
    assert sarif_schema.problems(read(FindingsFormat.SARIF)) == []


def test_github_has_a_command_for_each_finding() -> None:
    assert len([parsed(line) for line in printed(FindingsFormat.GITHUB).splitlines()]) == len(corpus().diagnostics)


def test_gitlab_has_an_issue_for_each_finding() -> None:
    issues = read(FindingsFormat.GITLAB)
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) == len(corpus().diagnostics)


def test_junit_has_a_case_for_each_finding() -> None:
    root = ET.fromstring(printed(FindingsFormat.JUNIT))
    assert len(list(root.iterfind("testsuite/testcase"))) == len(corpus().diagnostics) + 1
