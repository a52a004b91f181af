"""The report as JSON, version 1; docs/schemas/lint-report.v1.schema.json describes it.

What stands in it stays in it: a change that a reader of version 1 would not survive makes a version 2, in a module of
its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from previewctl import __version__
from previewctl.diagnostics.model import Severity
from previewctl.reporters.findings.codes import CODE
from previewctl.reporters.findings.json_text import json_text

if TYPE_CHECKING:
    from previewctl.diagnostics.model import Diagnostic, Fix, Position, Span
    from previewctl.report.findings import FindingsReport
    from previewctl.reporters.findings.view import View

SCHEMA = "https://previewctl.dev/schemas/lint-report.v1.schema.json"


def json_v1(report: FindingsReport, view: View) -> str:
    """The report as a JSON object with `"version": 1`."""
    return json_text(as_data(report))


def as_data(report: FindingsReport) -> dict[str, Any]:
    """The report in dictionaries, lists, texts and numbers."""
    return {
        "$schema": SCHEMA,
        "version": 1,
        "tool": {"name": "previewctl", "version": __version__},
        "summary": {
            "errors": report.count(Severity.ERROR),
            "warnings": report.count(Severity.WARNING),
            "notes": report.count(Severity.NOTE),
            "fixable": {"safe": report.fixable(safe=True), "unsafe": report.fixable(safe=False)},
            "fixed": report.fixed,
        },
        "files": list(report.files),
        "skipped": [{"code": code, "slug": CODE[code].slug} for code in report.skipped],
        "diagnostics": [finding(item) for item in report.diagnostics],
    }


def finding(item: Diagnostic) -> dict[str, Any]:
    """One finding, as it also stands in the JSON of other commands."""
    return {
        "code": item.code,
        "slug": item.slug,
        "severity": item.severity.value,
        "message": item.message,
        "label": item.label,
        "help": item.help,
        "url": CODE[item.code].url,
        "path": item.location.path,
        **_span(item.location.span),
        "related": [
            {"label": related.label, "path": related.location.path, **_span(related.location.span)}
            for related in item.related
        ],
        "fix": None if item.fix is None else _fix(item.fix),
    }


def _fix(fix: Fix) -> dict[str, Any]:
    edits = [{**_span(edit.span), "text": edit.text} for edit in fix.edits]
    return {"title": fix.title, "safe": fix.safe, "edits": edits}


def _span(span: Span) -> dict[str, Any]:
    return {"start": _position(span.start), "end": _position(span.end)}


def _position(position: Position) -> dict[str, int]:
    return position._asdict()
