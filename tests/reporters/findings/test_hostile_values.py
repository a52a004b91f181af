"""No text gets out of the place that a format gives it: not what users write, not what files are called."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from previewctl.diagnostics.catalogue import INVALID_SHAPE
from previewctl.diagnostics.excerpt import printable
from previewctl.diagnostics.model import FILE_START, Diagnostic, Edit, Fix, Location, Position, Related, Severity, Span
from previewctl.reporters.findings.formats import FindingsFormat, rendered
from previewctl.reporters.findings.workflow_log import inert
from tests.realparts import sarif_schema
from tests.reporters.findings import json_schema
from tests.reporters.findings.commands import parsed
from tests.reporters.findings.reports import report, view

if TYPE_CHECKING:
    from previewctl.report.findings import FindingsReport

HOSTILE = {
    "line feed": "a\nb",
    "carriage return": "a\r\nb",
    "workflow command": "x\n::error file=a::pwned",
    "old workflow command": "##[add-mask]x ##[stop-commands]y",
    "command of its own": "::error file=a::pwned",
    "command after spaces": "  ::error::pwned",
    "stop commands": "\n::stop-commands::x",
    "escaped line feed": "a%0Ab%0D%25%3A%2C%",
    "properties": "a,line=1:b::c;d=e",
    "colour": "\x1b[31mred\x1b[0m",
    "one-byte colour": "\x9b31m",
    "title": "\x1b]0;pwned\x07",
    "right to left": "\u202etxet\u202c \u2066x\u2069",
    "end of CDATA": "]]>",
    "markup": "<b a='1'>&amp;</b>",
    "quotes": "\"'`\\",
    "not in XML": "\x00\x01\x0b\ufffe\uffff",
    "surrogate": "\ud800",
    "beyond the BMP": "🎉𝔸\U0010ffff",
    "tab": "a\tb",
    "wide": "漢字",
    "delete": "a\x7fb",
    "combining": "e\u0301\u0301",
    "separators": "a\u2028b\u2029c\x85d",
    "placeholder": "{0} {1} ${endpoint.url} {{x}}",
    "link": "[text](javascript:x) [a](0)",
    "standard input": "-",
    "empty": "",
    "long": "x" * 5_000,
}


def full_of(text: str) -> FindingsReport:
    """A report that has `text` wherever text can be, twice."""
    first = Span(Position(1, 1, 0), Position(1, 2, 1))
    second = Span(Position(1, 2, 1), Position(1, 5, 4))
    path = text or "empty"
    found = [
        Diagnostic(
            INVALID_SHAPE.code,
            INVALID_SHAPE.slug,
            severity,
            text or "-",
            Location(path, span),
            text,
            text,
            (Related(Location(path, first), text), Related(Location(f"other {path}", first), text)),
            Fix(text, (Edit(first, text),), safe=True),
        )
        for severity, span in ((Severity.WARNING, first), (Severity.ERROR, second))
    ]
    return report(*found, files=(path,))


def output(form: FindingsFormat, text: str) -> str:
    """What a format prints of that report, with `text` in the files' lines as well."""
    path = text or "empty"
    line = "".join(text.splitlines()) or "-"
    return rendered(full_of(text), form, view({path: line, f"other {path}": line}))


def assert_safe(form: FindingsFormat, text: str) -> None:
    printed = output(form, text)
    assert printed.endswith("\n")
    assert all(line.isprintable() for line in printed.split("\n"))
    if form is not FindingsFormat.GITHUB:
        assert not any(line.lstrip().startswith("::") or "##[" in line for line in printed.split("\n"))
    globals()[f"_check_{form.value}"](printed, text)


def _check_full(printed: str, text: str) -> None:
    beginnings = ("error[PV100]: ", "warning[PV100]: ", " ", "1 |", "found 1 error and 1 warning")
    assert all(line.startswith(beginnings) for line in filter(None, printed.split("\n")))


def _check_concise(printed: str, text: str) -> None:
    warning, error, last, _ = printed.split("\n")
    path, message = (printable(value).replace("##[", "#♯[") for value in (text or "empty", text or "-"))
    path = f"./{path}" if path.lstrip().startswith(":") else path
    assert warning == f"{path}:1:1: warning[PV100] invalid-shape: {message}"
    assert error == f"{path}:1:2: error[PV100] invalid-shape: {message}"
    assert last.startswith("found ")


def _check_json(printed: str, text: str) -> None:
    data = json.loads(printed)
    assert json_schema.problems(data) == []
    assert {item["message"] for item in data["diagnostics"]} == {text or "-"}
    assert {item["fix"]["edits"][0]["text"] for item in data["diagnostics"]} == {text}
    assert data["files"] == [text or "empty"]


def _check_github(printed: str, text: str) -> None:
    commands = [parsed(line) for line in printed.splitlines()]
    assert [command.name for command in commands] == ["error", "warning"]
    for command in commands:
        place = ["file", "line", "endLine", "col", "endColumn"] if text != "-" else []
        assert list(command.properties) == [*place, "title"]
        assert command.properties.get("file", "-") == printable((text or "empty").removeprefix("./"))
        help_ = f"\nhelp: {printable(text)}" if text else ""
        assert command.message == f"{printable(text or '-')}{help_}"


def _check_sarif(printed: str, text: str) -> None:
    (run,) = json.loads(printed)["runs"]
    assert [result["level"] for result in run["results"]] == ["warning", "error"]
    for result in run["results"]:
        assert "](" not in result["message"]["text"]
        assert result["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"] == text
        (location,) = result["locations"]
        uri = location["physicalLocation"]["artifactLocation"]["uri"]
        assert uri.isascii()
        assert not set(uri.removeprefix("file:")) & set(' :\\"<>[]{}^`|')


def _check_gitlab(printed: str, text: str) -> None:
    issues = json.loads(printed)
    assert [issue["severity"] for issue in issues] == ["minor", "major"]
    assert {issue["description"] for issue in issues} == {f"PV100: {text or '-'}"}
    assert len({issue["fingerprint"] for issue in issues}) == 2


def _check_junit(printed: str, text: str) -> None:
    (suite,) = ET.fromstring(printed)
    assert suite.get("name") == printable(text or "empty")
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    (failure,) = suite.iterfind("testcase/failure")
    assert failure.get("message") == printable(text or "-")
    assert (failure.text or "").startswith(f"error[PV100]: {printable(text or '-')}\n")


@pytest.mark.usefixtures("fixed_texts")
@pytest.mark.parametrize("form", FindingsFormat)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))
def test_hostile_text_stays_where_it_is(form: FindingsFormat, text: str) -> None:
    assert_safe(form, text)


@pytest.mark.parametrize("form", [form for form in FindingsFormat if form is not FindingsFormat.SARIF])
@given(text=st.text(st.characters(), max_size=30))
def test_any_text_stays_where_it_is(form: FindingsFormat, text: str) -> None:
    assert_safe(form, text)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))
def test_a_label_without_a_snippet_stays_where_it_is(text: str) -> None:
    found = INVALID_SHAPE.at(Location("gone.yaml", FILE_START), "wrong", label=text)
    printed = rendered(report(found), FindingsFormat.FULL, view(summary=False))
    assert len(printed.split("\n")) == 4
    assert all(line.isprintable() for line in printed.split("\n"))


@pytest.mark.acceptance
@pytest.mark.usefixtures("fixed_texts")
@pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))
def test_sarif_with_hostile_text_is_valid(text: str) -> None:
    assert sarif_schema.problems(json.loads(output(FindingsFormat.SARIF, text))) == []


@pytest.mark.parametrize(
    "text", ["::error::x", "  ::error::x", "a\n\t::error::x", "##[error]x", "a\n  ##[error]x", ":::x"]
)
def test_text_of_several_lines_has_no_command(text: str) -> None:
    lines = inert(text).split("\n")
    assert not any(line.lstrip().startswith("::") or "##[" in line for line in lines)
    assert [*map(len, lines)] == [*map(len, text.split("\n"))]
