"""Says why a preview stays or goes, in the words of the table and of the comment."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from previewctl.diagnostics.excerpt import printable, shortened
from previewctl.lifecycle.verdict import Guard, State
from previewctl.lifecycle.warnings import End
from previewctl.spec.durations import Duration

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from previewctl.lifecycle.policy import Policy
    from previewctl.lifecycle.verdict import Verdict

_LONGEST = 48


def shown_time(at: datetime) -> str:
    """A time to the minute, in UTC: people of several zones read it."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def shown_delta(delta: timedelta) -> str:
    """A length of time as platform.yaml has it, to the minute."""
    seconds = int(delta.total_seconds())
    return str(Duration(seconds - seconds % 60 if seconds >= 60 else seconds))


def reason(verdict: Verdict, policy: Policy, now: datetime) -> str:
    """One line for the table: what holds a preview, or what ends it."""
    held = _guard(verdict, policy)
    if verdict.state is State.ACTIVE:
        return held or _activity(verdict, now)
    ending = _end(verdict, now)
    return f"{ending}; {held}" if held else ending


def _activity(verdict: Verdict, now: datetime) -> str:
    activity = verdict.subject.activity
    if activity.last is None or activity.born is None or activity.last < activity.born:
        return f"labelled {_ago(activity.born, now)}" if activity.born else "unknown"
    return f"{named(activity.what)} {_ago(activity.last, now)}"


def _end(verdict: Verdict, now: datetime) -> str:
    activity, times = verdict.subject.activity, verdict.subject.times
    if verdict.end is End.LIFETIME:
        return f"exists for {shown_delta(now - activity.born)}" if activity.born else ""
    since = shown_delta(now - activity.idle_since) if activity.idle_since else ""
    if verdict.end is End.CAP:
        return f"more previews than allowed, and this one idle for {since}"
    return f"idle for {since}, of {shown_delta(times.idle)}"


def _guard(verdict: Verdict, policy: Policy) -> str:
    texts = {
        Guard.NONE: "",
        Guard.KEPT: f"kept by the label {policy.keep_label}",
        Guard.UNKNOWN: f"not known: {', '.join(verdict.subject.activity.missing)}",
        Guard.YOUNG: f"younger than {shown_delta(policy.minimum_age)}",
        Guard.USED: "used by " + ", ".join(f"{repository}#{number}" for repository, number in verdict.holders),
        Guard.LIMIT: f"one run removes {policy.removals}",
        Guard.ABORTED: "more than half of all would go",
    }
    return texts[verdict.guard]


def _ago(at: datetime, now: datetime) -> str:
    return f"{shown_delta(now - at)} ago" if at <= now else "just now"


def named(text: str) -> str:
    """What somebody did, with the name that Git has for them: anything at all, so it is made safe and short."""
    return shortened(printable(text), _LONGEST)
