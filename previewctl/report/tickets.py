"""Which Jira issues a pull request is about, and the link that each gets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from previewctl.integrations.jira import Wanted
from previewctl.report.preview import PreviewReport, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from previewctl.spec.platform import Jira

MOST_ISSUES = 5
LONGEST_GLOBAL_ID = 255
_KEY = re.compile(r"(?<![A-Z0-9-])([A-Z][A-Z0-9_]{1,30})-([1-9][0-9]{0,9})(?![A-Z0-9])", re.IGNORECASE)
_SUMMARIES = {
    State.QUEUED: "waiting for a runner",
    State.BUILDING: "being built",
    State.DEPLOYING: "being started",
    State.READY: "ready",
    State.FAILED: "failed",
    State.INACTIVE: "gone",
}


def issue_keys(branch: str, title: str, messages: Iterable[str], projects: Sequence[str]) -> tuple[str, ...]:
    """The issue keys in branch, title and commit messages, in this order, at most five, and of these projects only.

    `UTF-8`, `CVE-2024` and `release-1` look like keys, too: without the projects there would be no telling.
    """
    allowed = {project.upper() for project in projects}
    found: dict[str, None] = {}
    for text in (branch, title, *messages):
        for project, number in _KEY.findall(text):
            if project.upper() in allowed:
                found.setdefault(f"{project.upper()}-{number}")
    return tuple(found)[:MOST_ISSUES]


def global_id(report: PreviewReport) -> str:
    """What makes the link one and the same at every report: Jira updates a link whose `globalId` it has."""
    return f"previewctl:{report.repository}#{report.pull_request}:{report.service}"[:LONGEST_GLOBAL_ID]


def remote_link(report: PreviewReport, pull_request_url: str) -> dict[str, Any]:
    """The body of the remote link, struck through once the preview has gone.

    https://developer.atlassian.com/cloud/jira/platform/rest/v2/api-group-issue-remote-links/
    """
    return {
        "globalId": global_id(report),
        "relationship": "preview",
        "object": {
            "url": report.url if report.url and report.state is not State.INACTIVE else pull_request_url,
            "title": f"Preview of {report.service} ({report.repository}#{report.pull_request})",
            "summary": f"{_SUMMARIES[report.state]}, commit {report.sha[:12]}",
            "status": {"resolved": report.state is State.INACTIVE},
        },
    }


def wanted_of(report: PreviewReport, pull_request_url: str, jira: Jira) -> Wanted:
    """What the issues of a report get: the field keeps the URL while people can use it."""
    ready, gone = report.state is State.READY, report.state is State.INACTIVE
    return Wanted(
        link=remote_link(report, pull_request_url),
        transition=jira.transition if ready else None,
        field=jira.field if (ready or gone) and report.url else None,
        value=report.url if ready else "",
        value_before=report.url,
    )
