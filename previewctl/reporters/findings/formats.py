"""The formats of findings, each loaded only when it is asked for."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from previewctl.reporters.findings.view import View

if TYPE_CHECKING:
    from collections.abc import Callable

    from previewctl.report.findings import FindingsReport

__all__ = ["FindingsFormat", "View", "rendered"]


class FindingsFormat(StrEnum):
    """How findings are printed."""

    FULL = "full"
    CONCISE = "concise"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"
    GITLAB = "gitlab"
    JUNIT = "junit"


def rendered(report: FindingsReport, form: FindingsFormat, view: View) -> str:
    """The report in one format, whole: nothing, or text that ends with a line feed.

    No text of a user can break out of it: not into the terminal, not into a workflow command, not into markup. What may
    be a secret is not shown.
    """
    if report.diagnostics:
        from previewctl.reporters.findings.concealing import concealed

        found, lines = concealed(report.diagnostics, view.lines)
        report, view = report._replace(diagnostics=found), view._replace(lines=lines)
    return _renderer(form)(report, view)


def _renderer(form: FindingsFormat) -> Callable[[FindingsReport, View], str]:  # noqa: PLR0911 - one for each format
    match form:
        case FindingsFormat.FULL:
            from previewctl.reporters.findings.full import full

            return full
        case FindingsFormat.CONCISE:
            from previewctl.reporters.findings.concise import concise

            return concise
        case FindingsFormat.JSON:
            from previewctl.reporters.findings.json_v1 import json_v1

            return json_v1
        case FindingsFormat.GITHUB:
            from previewctl.reporters.findings.github import github

            return github
        case FindingsFormat.SARIF:
            from previewctl.reporters.findings.sarif import sarif

            return sarif
        case FindingsFormat.GITLAB:
            from previewctl.reporters.findings.gitlab import gitlab

            return gitlab
        case FindingsFormat.JUNIT:
            from previewctl.reporters.findings.junit import junit

            return junit
