"""More previews than allowed, of a service, of a person or in all: those that were idle the longest go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.lifecycle.verdict import Guard, Key, State, Verdict, oldest_first, stands
from previewctl.lifecycle.warnings import End

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from previewctl.lifecycle.policy import Policy


def over_caps(verdicts: Mapping[Key, Verdict], policy: Policy, now: datetime) -> dict[Key, Verdict]:
    """The verdicts with those that a cap ends: warned first, removed when the warning has stood long enough."""
    found = dict(verdicts)
    gone = {key for key, verdict in found.items() if verdict.state is State.REMOVE}
    for keys, cap in _groups(verdicts, policy):
        present = [key for key in keys if key not in gone]
        excess = len(present) - cap
        candidates = [key for key in present if _may_go(found[key], policy, now)]
        for key in sorted(candidates, key=lambda key: oldest_first(found[key]))[: max(excess, 0)]:
            gone.add(key)
            found[key] = _capped(found[key], now)
    return found


def _groups(verdicts: Mapping[Key, Verdict], policy: Policy) -> Iterator[tuple[list[Key], int]]:
    """The previews of each service, of each author, and all; pull requests without a preview count nowhere."""
    published = {key: verdict.subject for key, verdict in verdicts.items() if verdict.subject.services}
    services = sorted({service for subject in published.values() for service in subject.services})
    for service in services:
        yield [key for key, subject in published.items() if service in subject.services], policy.per_service
    if policy.per_person is not None:
        for author in sorted({subject.author for subject in published.values()}):
            yield [key for key, subject in published.items() if subject.author == author], policy.per_person
    yield list(published), policy.in_all


def _may_go(verdict: Verdict, policy: Policy, now: datetime) -> bool:
    activity = verdict.subject.activity
    if activity.born is None or activity.missing or now < activity.born + policy.minimum_age:
        return False
    return policy.keep_label not in verdict.subject.labels and verdict.guard is not Guard.USED


def _capped(verdict: Verdict, now: datetime) -> Verdict:
    """An end by its own times that comes earlier stays the reason."""
    subject = verdict.subject
    warned = stands(subject, End.CAP, now)
    due = (warned or now.replace(microsecond=0)) + subject.times.warn
    warnings = {**verdict.warnings, End.CAP: warned or now.replace(microsecond=0)}
    if verdict.state is State.WARNED and verdict.due is not None and verdict.due <= due and not (warned and now >= due):
        return verdict._replace(warnings=warnings)
    state = State.REMOVE if warned and now >= due else State.WARNED
    return verdict._replace(state=state, end=End.CAP, due=due, warnings=warnings, guard=Guard.NONE)
