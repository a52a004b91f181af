"""What programs read: it is valid by the schema of its format, and says the same from run to run."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from previewctl.diagnostics.catalogue import CODES, INVALID_SHAPE, NO_AUTH_ON_PLATFORM, OPEN_TO_ALL_PODS
from previewctl.diagnostics.model import FILE_START, Location, Position, Span
from previewctl.explain.lookup import explanation
from previewctl.reporters.findings import sarif_rules
from previewctl.reporters.findings.formats import FindingsFormat, rendered
from previewctl.reporters.findings.json_v1 import SCHEMA
from tests.realparts import sarif_schema
from tests.reporters.findings import json_schema
from tests.reporters.findings.commands import parsed
from tests.reporters.findings.reports import SOURCES, one_of_each, report, view

if TYPE_CHECKING:
    from collections.abc import Callable

    from previewctl.diagnostics.catalogue import Code
    from previewctl.report.findings import FindingsReport

pytestmark = pytest.mark.usefixtures("fixed_texts")


def read(found: FindingsReport, form: FindingsFormat) -> Any:
    return json.loads(rendered(found, form, view()))


def run_of(found: FindingsReport) -> Any:
    (run,) = read(found, FindingsFormat.SARIF)["runs"]
    return run


def at(path: str, line: int, end: int | None = None, end_column: int = 3) -> Location:
    return Location(path, Span(Position(line, 2, 0), Position(end or line, end_column, 0)))


def test_json_fits_its_published_schema() -> None:
    assert json_schema.problems(read(one_of_each(), FindingsFormat.JSON)) == []
    assert json_schema.problems(read(report(files=()), FindingsFormat.JSON)) == []
    assert json_schema.schema()["$id"] == SCHEMA
    assert SCHEMA.endswith(json_schema.PATH.name)


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.code)
def test_the_schema_of_json_knows_every_slug(code: Code) -> None:
    found = report(code.at(at("a.yaml", 1), "x"), skipped=(code.code,))
    assert json_schema.problems(read(found, FindingsFormat.JSON)) == []


def _objects(node: Any) -> list[dict[str, Any]]:
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    own = [node] if isinstance(node, dict) and node.get("type") == "object" else []
    return own + [found for child in children for found in _objects(child)]


def test_the_schema_is_closed_and_describes_every_key() -> None:
    objects = _objects(json_schema.schema())
    assert len(objects) > 8
    for item in objects:
        assert item["additionalProperties"] is False
        assert item["required"] == list(item["properties"])
        assert all(key["description"] for key in item["properties"].values())


def test_edits_in_json_can_be_made() -> None:
    (fix,) = (
        item["fix"] for item in read(one_of_each(), FindingsFormat.JSON)["diagnostics"] if item["code"] == "PV103"
    )
    text = SOURCES["preview.yaml"]
    (edit,) = fix["edits"]
    changed = text[: edit["start"]["offset"]] + edit["text"] + text[edit["end"]["offset"] :]
    assert changed == text.replace('"8000"', "8000")


@pytest.mark.acceptance
def test_sarif_fits_the_schema_of_its_standard() -> None:
    assert sarif_schema.problems(read(one_of_each(), FindingsFormat.SARIF)) == []
    assert sarif_schema.problems(read(report(files=()), FindingsFormat.SARIF)) == []


@pytest.mark.acceptance
@pytest.mark.parametrize(
    "damage",
    [
        lambda run: run["results"][0].update(levl="error"),
        lambda run: run["results"][0].pop("message"),
        lambda run: run["results"][0]["locations"][0]["physicalLocation"]["region"].update(startLine=0),
        lambda run: run.update(columnKind="characters"),
    ],
)
def test_the_schema_of_sarif_finds_mistakes(damage: Callable[[Any], Any]) -> None:
    log = read(one_of_each(), FindingsFormat.SARIF)
    damage(log["runs"][0])
    assert sarif_schema.problems(log) != []


def test_sarif_has_each_rule_that_occurs_once() -> None:
    run = run_of(one_of_each())
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == sorted({item.code for item in one_of_each().diagnostics})
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])


def test_sarif_knows_how_sure_a_rule_is_and_whether_it_is_about_security() -> None:
    found = report(NO_AUTH_ON_PLATFORM.at(at("a", 1), "x"), OPEN_TO_ALL_PODS.at(at("a", 2), "x"))
    strict, warning = (rule["properties"] for rule in run_of(found)["tool"]["driver"]["rules"])
    assert "security" in strict["tags"]
    assert (strict["precision"], strict["problem.severity"]) == ("very-high", "error")
    assert (warning["precision"], warning["problem.severity"]) == ("high", "warning")


def test_sarif_explains_as_explain_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif_rules, "explanation", explanation)
    rule, text = sarif_rules.rule("PV203"), explanation("PV203")
    assert rule["shortDescription"] == {"text": text.summary}
    assert rule["fullDescription"] == {"text": text.why}
    assert f"```yaml\n{text.bad}\n```" in rule["help"]["markdown"]
    for part in (text.summary, text.why, text.bad, text.good, text.fix):
        assert part in rule["help"]["text"]
    assert (rule["id"], rule["name"]) == ("PV203", "unknown-service")
    assert rule["helpUri"].endswith("/PV203")


@pytest.mark.parametrize(
    ("path", "uri", "base"),
    [
        ("preview.yaml", "preview.yaml", "%SRCROOT%"),
        ("./a/b.yaml", "a/b.yaml", "%SRCROOT%"),
        ("../b.yaml", "../b.yaml", "%SRCROOT%"),
        ("/srv/a b.yaml", "file:///srv/a%20b.yaml", None),
        ("a:b%20é?#.yaml", "a%3Ab%2520%C3%A9%3F%23.yaml", "%SRCROOT%"),
        ("d\udcffir/preview.yaml", "d%FFir/preview.yaml", "%SRCROOT%"),
        ("-", "stdin", None),
    ],
)
def test_sarif_names_files_by_uri(path: str, uri: str, base: str | None) -> None:
    (result,) = run_of(report(INVALID_SHAPE.at(at(path, 1), "x"), files=(path,)))["results"]
    location = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert (location["uri"], location.get("uriBaseId")) == (uri, base)


def test_sarif_says_what_was_not_checked_and_whether_the_run_went_well() -> None:
    good = run_of(report(skipped=("PV203",)))["invocations"]
    assert good[0]["executionSuccessful"] is True
    assert [note["associatedRule"]["id"] for note in good[0]["toolExecutionNotifications"]] == ["PV203"]
    assert run_of(one_of_each())["invocations"][0]["executionSuccessful"] is False


def _fingerprints(found: FindingsReport) -> list[str]:
    issues = [issue["fingerprint"] for issue in read(found, FindingsFormat.GITLAB)]
    results = [result["partialFingerprints"]["previewctl/v1"] for result in run_of(found)["results"]]
    assert issues == results
    return issues


def test_fingerprints_are_unique_and_survive_a_line_more_above() -> None:
    before = report(*(INVALID_SHAPE.at(at("a.yaml", line), "same") for line in (1, 5, 9)))
    after = report(*(INVALID_SHAPE.at(at("a.yaml", line), "same") for line in (2, 6, 10)))
    assert len(set(_fingerprints(before))) == 3
    assert _fingerprints(before) == _fingerprints(after)
    elsewhere = report(INVALID_SHAPE.at(at("b.yaml", 1), "same"))
    assert not set(_fingerprints(elsewhere)) & set(_fingerprints(before))


def test_gitlab_takes_paths_from_the_root() -> None:
    (issue,) = read(report(INVALID_SHAPE.at(at("./a/b.yaml", 4), "x")), FindingsFormat.GITLAB)
    assert issue["location"] == {"path": "a/b.yaml", "lines": {"begin": 4, "end": 4}}
    assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}


@pytest.mark.parametrize(
    ("location", "properties"),
    [
        (at("./a.yaml", 4), {"file": "a.yaml", "line": "4", "endLine": "4", "col": "2", "endColumn": "3"}),
        (at("a.yaml", 4, 6), {"file": "a.yaml", "line": "4", "endLine": "6"}),
        (at("a.yaml", 4, 6, 1), {"file": "a.yaml", "line": "4", "endLine": "5"}),
        (Location("a.yaml", FILE_START), {"file": "a.yaml", "line": "1"}),
        (at("-", 4), {}),
    ],
)
def test_github_gets_columns_only_within_a_line(location: Location, properties: dict[str, str]) -> None:
    line = rendered(report(INVALID_SHAPE.at(location, "x")), FindingsFormat.GITHUB, view()).rstrip("\n")
    assert parsed(line).properties == {**properties, "title": "PV100 invalid-shape"}


def test_github_gets_errors_first() -> None:
    lines = rendered(one_of_each(), FindingsFormat.GITHUB, view()).splitlines()
    assert [parsed(line).name for line in lines] == ["error"] * 7 + ["warning", "notice"]


def test_junit_fails_what_lint_fails() -> None:
    root = ET.fromstring(rendered(one_of_each(), FindingsFormat.JUNIT, view()))
    suites = {suite.get("name"): suite for suite in root}
    assert list(suites) == [
        "preview.yaml",
        "sub dir/100%,a:b.yaml",
        "good.yaml",
        "-",
        "missing.yaml",
        "not checked without a platform.yaml",
    ]
    outcomes = [[child.tag for child in case] for case in suites["preview.yaml"]]
    assert outcomes == [["failure"], ["failure"], ["system-out"], ["system-out"], ["failure"], ["failure"]]
    assert [len(case) for case in suites["good.yaml"]] == [0]
    assert suites["-"].find("testcase/error") is not None
    assert {key: root.get(key) for key in ("tests", "failures", "errors")} == {
        "tests": "12",
        "failures": "6",
        "errors": "1",
    }


def test_junit_holds_no_colour() -> None:
    found = one_of_each()
    assert rendered(found, FindingsFormat.JUNIT, view(colored=True)) == rendered(found, FindingsFormat.JUNIT, view())


JUNIT = {  # jenkinsci/xunit-plugin, junit-10.xsd: what elements may hold, and their attributes
    "testsuites": ({"testsuite"}, {"name", "time", "tests", "failures", "errors"}),
    "testsuite": ({"testcase"}, {"name", "tests", "failures", "errors", "skipped", "file"}),
    "testcase": ({"skipped", "error", "failure", "system-out"}, {"name", "time", "classname", "group"}),
    "failure": (set(), {"type", "message"}),
    "error": (set(), {"type", "message"}),
    "skipped": (set(), {"type", "message"}),
    "system-out": (set(), set()),
}


def test_junit_has_only_what_jenkins_knows() -> None:
    for element in ET.fromstring(rendered(one_of_each(), FindingsFormat.JUNIT, view())).iter():
        children, attributes = JUNIT[element.tag]
        assert {child.tag for child in element} <= children
        assert set(element.attrib) <= attributes
