"""Workflow commands of GitHub Actions: each finding becomes an annotation on the pull request's lines.

The escapes are those of actions/toolkit (packages/core/src/command.ts). Nothing else keeps a value in its command:
messages quote what users wrote, and a line feed in it could begin another command.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.excerpt import printable
from previewctl.diagnostics.model import FILE_START, Severity
from previewctl.source.read import STDIN

if TYPE_CHECKING:
    from previewctl.diagnostics.model import Diagnostic, Location
    from previewctl.report.findings import FindingsReport
    from previewctl.reporters.findings.view import View

_VALUE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_ORDER = tuple(_COMMANDS)


def github(report: FindingsReport, view: View) -> str:
    """A command for each finding, errors first: GitHub shows 10 of each kind for a step and 50 for a job."""
    ordered = sorted(report.diagnostics, key=lambda item: _ORDER.index(item.severity))
    return "".join(f"{_command(item)}\n" for item in ordered)


def _command(item: Diagnostic) -> str:
    properties = {**_place(item.location), "title": f"{item.code} {item.slug}"}
    written = ",".join(f"{name}={printable(str(value)).translate(_PROPERTY)}" for name, value in properties.items())
    lines = [item.message, *([f"help: {item.help}"] if item.help else [])]
    message = "\n".join(map(printable, lines)).translate(_VALUE)
    return f"::{_COMMANDS[item.severity]} {written}::{message}"


def _place(location: Location) -> dict[str, str | int]:
    """Columns only within one line: GitHub drops an annotation that has them on several. No file for standard input."""
    if location.path == STDIN:
        return {}
    start, end = location.span
    place: dict[str, str | int] = {"file": location.path.removeprefix("./"), "line": start.line}
    if location.span == FILE_START:
        return place
    if start.line == end.line:
        return {**place, "endLine": end.line, "col": start.column, "endColumn": end.column}
    return {**place, "endLine": end.line - (end.column == 1)}  # the end is the first place after the span
