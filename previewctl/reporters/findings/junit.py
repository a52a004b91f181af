"""JUnit XML, which Jenkins and most other CI systems read: a suite for each file, a case for each finding.

What fails in it is what makes `lint` fail: a warning is a case that passes and says so in its output. Jenkins' schema
(jenkinsci/xunit-plugin, junit-10.xsd) has the elements and the attributes.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from previewctl.diagnostics.catalogue import RULE_CRASHED
from previewctl.diagnostics.excerpt import printable
from previewctl.diagnostics.model import Severity
from previewctl.reporters.findings.codes import CODE
from previewctl.reporters.findings.full import finding
from previewctl.reporters.style import Style

if TYPE_CHECKING:
    from collections.abc import Iterable

    from previewctl.diagnostics.model import Diagnostic
    from previewctl.report.findings import FindingsReport
    from previewctl.reporters.findings.view import View

_COUNTED = {"failures": "failure", "errors": "error", "skipped": "skipped"}


def junit(report: FindingsReport, view: View) -> str:
    """An XML document. All text is printable, so it has none of the characters that XML 1.0 forbids."""
    plain = view._replace(lines=cache(view.lines), style=Style())
    root = ET.Element("testsuites", name="previewctl lint")
    by_file: dict[str, list[Diagnostic]] = {path: [] for path in report.files}
    for item in report.diagnostics:
        by_file.setdefault(item.location.path, []).append(item)
    for path, found in by_file.items():
        root.append(_suite(path, [_case(item, plain) for item in found] or [_clean(path)]))
    if report.skipped:
        root.append(_suite("not checked without a platform.yaml", map(_skipped, report.skipped)))
    _count(root, list(root))
    del root.attrib["skipped"]  # which only the suites have
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode").replace("##[", "##&#91;")  # see workflow_log.py
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _suite(name: str, cases: Iterable[ET.Element]) -> ET.Element:
    suite = ET.Element("testsuite", name=printable(name))
    suite.extend(cases)
    _count(suite, [suite])
    return suite


def _count(element: ET.Element, suites: list[ET.Element]) -> None:
    """Writes down how many cases the suites have, and how many of them ended in which way."""
    element.set("tests", str(sum(len(suite.findall("testcase")) for suite in suites)))
    for attribute, tag in _COUNTED.items():
        element.set(attribute, str(sum(len(suite.findall(f"testcase/{tag}")) for suite in suites)))


def _case(item: Diagnostic, view: View) -> ET.Element:
    start = item.location.span.start
    case = _new_case(item.location.path, f"{item.code} {item.slug} {start.line}:{start.column}")
    if item.severity is Severity.ERROR:
        tag = "error" if item.code == RULE_CRASHED.code else "failure"
        outcome = ET.SubElement(case, tag, type=item.code, message=printable(item.message))
    else:
        outcome = ET.SubElement(case, "system-out")
    outcome.text = finding(item, view)
    return case


def _clean(path: str) -> ET.Element:
    return _new_case(path, "no problems")


def _skipped(code: str) -> ET.Element:
    case = _new_case("platform.yaml", f"{code} {CODE[code].slug}")
    ET.SubElement(case, "skipped", message="there is no platform.yaml; pass --platform")
    return case


def _new_case(path: str, name: str) -> ET.Element:
    return ET.Element("testcase", name=name, classname=printable(path))
