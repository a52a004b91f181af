"""A sweep of previews as a table and as data for programs."""

from __future__ import annotations

from collections import Counter
from datetime import UTC
from typing import TYPE_CHECKING, Any

from previewctl.lifecycle.reasons import named, reason, shown_time
from previewctl.lifecycle.verdict import State
from previewctl.reporters.columns import aligned

if TYPE_CHECKING:
    from datetime import datetime

    from previewctl.lifecycle.policy import Policy
    from previewctl.lifecycle.sweep import Sweep
    from previewctl.lifecycle.verdict import Verdict

_ORDER = {State.REMOVE: 0, State.WARNED: 1, State.ACTIVE: 2}


def table(sweep: Sweep, policy: Policy, now: datetime) -> str:
    """One line for each pull request, those that go first, and a summary."""
    rows: list[tuple[str, ...]] = [("PULL REQUEST", "SERVICES", "STATE", "GOES", "REASON")]
    rows += [_row(verdict, policy, now) for verdict in sorted(sweep.verdicts, key=_rank)]
    return "".join(f"{line}\n" for line in aligned(rows)) + summary(sweep) + "\n"


def summary(sweep: Sweep) -> str:
    """How many of what, in one line."""
    counts = Counter(verdict.state for verdict in sweep.verdicts)
    parts = [f"{counts[state]} {word}" for state, word in _WORDS.items() if counts[state]]
    text = f"{_plural(len(sweep.verdicts), 'preview')}: {', '.join(parts) or 'none labelled'}"
    return f"{text}; {sweep.due} are due, more than half of all, so none goes" if sweep.aborted else text


_WORDS = {State.REMOVE: "to remove", State.WARNED: "warned", State.ACTIVE: "active"}


def data(sweep: Sweep, policy: Policy, now: datetime) -> dict[str, Any]:
    """The same for programs; times in RFC 3339."""
    return {
        "schema": 1,
        "now": _text(now),
        "aborted": sweep.aborted,
        "due": sweep.due,
        "previews": [_entry(verdict, policy, now) for verdict in sweep.verdicts],
    }


def _entry(verdict: Verdict, policy: Policy, now: datetime) -> dict[str, Any]:
    subject, activity = verdict.subject, verdict.subject.activity
    return {
        "repository": subject.repository,
        "pullRequest": subject.number,
        "services": list(subject.services),
        "author": subject.author,
        "state": verdict.state.value,
        "end": verdict.end.value if verdict.end else None,
        "due": _text(verdict.due),
        "reason": reason(verdict, policy, now),
        "heldBy": verdict.guard.value or None,
        "usedBy": [f"{repository}#{number}" for repository, number in verdict.holders],
        "since": _text(activity.born),
        "lastUse": _text(activity.last),
        "lastUseWas": named(activity.what),
        "missing": list(activity.missing),
        "warned": {end.value: _text(at) for end, at in verdict.warnings.items()},
    }


def _row(verdict: Verdict, policy: Policy, now: datetime) -> tuple[str, ...]:
    subject = verdict.subject
    due = "now" if verdict.state is State.REMOVE else shown_time(verdict.due) if verdict.due else ""
    return (
        f"{subject.repository}#{subject.number}",
        ",".join(subject.services) or "not published",
        verdict.state.value,
        due,
        reason(verdict, policy, now),
    )


def _rank(verdict: Verdict) -> tuple[int, float, str, int]:
    due = verdict.due.timestamp() if verdict.due else float("inf")
    return _ORDER[verdict.state], due, verdict.subject.repository, verdict.subject.number


def _text(at: datetime | None) -> str | None:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def _plural(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
