"""SARIF 2.1.0 (OASIS, with errata 01), for code scanning and for viewers in editors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from previewctl import __version__
from previewctl.diagnostics.catalogue import RULE_CRASHED, UNREADABLE_FILE
from previewctl.reporters.findings.codes import CODE
from previewctl.reporters.findings.fingerprint import fingerprints
from previewctl.reporters.findings.json_text import json_text
from previewctl.reporters.findings.sarif_places import artifact, artifact_location, location, region
from previewctl.reporters.findings.sarif_rules import rule
from previewctl.reporters.findings.sarif_text import message

if TYPE_CHECKING:
    from previewctl.diagnostics.model import Diagnostic, Fix
    from previewctl.report.findings import FindingsReport
    from previewctl.reporters.findings.view import View

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_FAILURES = {RULE_CRASHED.code, UNREADABLE_FILE.code}
"""With one of these the run has not checked all that it was asked to."""


def sarif(report: FindingsReport, view: View) -> str:
    """A SARIF log with one run. Columns count code points, as everywhere in previewctl."""
    return json_text({"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report)]})


def _run(report: FindingsReport) -> dict[str, Any]:
    codes = sorted({item.code for item in report.diagnostics})
    pairs = zip(report.diagnostics, fingerprints(report.diagnostics), strict=True)
    return {
        "tool": {
            "driver": {
                "name": "previewctl",
                "informationUri": "https://previewctl.dev",
                "semanticVersion": __version__,
                "rules": [rule(code) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report)],
        "artifacts": [artifact(path, checked=path in report.files) for path in _paths(report)],
        "results": [_result(item, codes.index(item.code), fingerprint) for item, fingerprint in pairs],
    }


def _paths(report: FindingsReport) -> dict[str, None]:
    """The files of the report, each once: those that were checked, then the others that findings name."""
    places = [
        place for item in report.diagnostics for place in (item.location, *(other.location for other in item.related))
    ]
    return dict.fromkeys((*report.files, *(place.path for place in places)))


def _invocation(report: FindingsReport) -> dict[str, Any]:
    found = {item.code for item in report.diagnostics}
    invocation: dict[str, Any] = {"executionSuccessful": found.isdisjoint(_FAILURES)}
    if report.skipped:
        invocation["toolExecutionNotifications"] = [_notification(code) for code in report.skipped]
    return invocation


def _notification(code: str) -> dict[str, Any]:
    text = f"{CODE[code].slug} was not checked, because there is no platform.yaml; pass --platform"
    return {"level": "note", "message": message(text), "associatedRule": {"id": code}}


def _result(item: Diagnostic, index: int, fingerprint: str) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": item.code,
        "ruleIndex": index,
        "level": item.severity.value,
        "message": message(f"{item.message}\nhelp: {item.help}" if item.help else item.message),
        "locations": [location(item.location)],
        "partialFingerprints": {"previewctl/v1": fingerprint},
    }
    if item.related:
        result["relatedLocations"] = [
            {
                "id": number,
                **location(related.location),
                **({"message": message(related.label)} if related.label else {}),
            }
            for number, related in enumerate(item.related)
        ]
    if item.fix is not None and item.fix.edits:
        result["fixes"] = [_fix(item.fix, item.location.path)]
    return result


def _fix(fix: Fix, path: str) -> dict[str, Any]:
    replacements = [{"deletedRegion": region(edit.span), "insertedContent": {"text": edit.text}} for edit in fix.edits]
    return {
        "description": message(fix.title if fix.safe else f"{fix.title} (not safe: look at the result)"),
        "artifactChanges": [{"artifactLocation": artifact_location(path), "replacements": replacements}],
        "properties": {"safe": fix.safe},
    }
