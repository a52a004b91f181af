"""GitLab's Code Quality report: the part of Code Climate's format that GitLab reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from previewctl.diagnostics.model import Severity
from previewctl.reporters.findings.fingerprint import fingerprints
from previewctl.reporters.findings.json_text import json_text

if TYPE_CHECKING:
    from previewctl.diagnostics.model import Diagnostic
    from previewctl.report.findings import FindingsReport
    from previewctl.reporters.findings.view import View

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}
"""`critical` and `blocker` are left to tools that look at what runs in production."""


def gitlab(report: FindingsReport, view: View) -> str:
    """A JSON array with an object for each finding."""
    pairs = zip(report.diagnostics, fingerprints(report.diagnostics), strict=True)
    return json_text([_issue(item, fingerprint) for item, fingerprint in pairs])


def _issue(item: Diagnostic, fingerprint: str) -> dict[str, Any]:
    span = item.location.span
    return {
        "description": f"{item.code}: {item.message}",
        "check_name": item.slug,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[item.severity],
        "location": {
            # GitLab knows files by their path from the root of the repository, without `./`.
            "path": item.location.path.removeprefix("./"),
            "lines": {"begin": span.start.line, "end": span.end.line},
        },
    }
