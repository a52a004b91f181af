"""What `previewctl report` did, as text or data."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from previewctl.report.telling import Told

_WORDS = {
    "CreateDeployment": "deployment created",
    "SetDeployment": "deployment updated",
    "Retire": "older deployment retired",
    "CreateComment": "comment written",
    "EditComment": "comment edited",
    "DeleteComment": "doubled comment deleted",
    "SetCommit": "commit status set",
}


def as_text(told: Told, *, dry_run: bool) -> str:
    """One line."""
    report = told.report
    preview = f"{report.service} of {report.repository}#{report.pull_request}"
    if told.skipped:
        return f"{preview}: nothing reported: {told.skipped}"
    done = Counter(_WORDS[type(step).__name__] for step in told.done)
    parts = [word if count == 1 else f"{word} ({count} times)" for word, count in done.items()]
    what = ", ".join(parts) or "nothing had changed"
    return f"{preview} is {report.state.value}: {'would be done: ' if dry_run and parts else ''}{what}"


def as_data(told: Told) -> dict[str, Any]:
    """The same for programs."""
    report = told.report
    return {
        "service": report.service,
        "repository": report.repository,
        "pullRequest": report.pull_request,
        "sha": report.sha,
        "state": report.state.value,
        "url": report.url or None,
        "skipped": told.skipped or None,
        "steps": [type(step).__name__ for step in told.done],
        "issues": list(told.issues),
        "notes": list(told.notes),
    }
