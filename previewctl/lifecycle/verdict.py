"""What becomes of one preview: by its own times alone, before caps, dependencies and limits."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from previewctl.lifecycle.warnings import End

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from previewctl.lifecycle.activity import Activity
    from previewctl.lifecycle.policy import Policy, Times

Key = tuple[str, int]
"""A pull request: its repository, in lower case, and its number."""


class State(StrEnum):
    """What a sweep does with a preview."""

    ACTIVE = "active"
    WARNED = "warned"
    REMOVE = "remove"


class Guard(StrEnum):
    """What holds back a removal."""

    NONE = ""
    KEPT = "kept"
    YOUNG = "young"
    UNKNOWN = "unknown"
    USED = "used"
    LIMIT = "limit"
    ABORTED = "aborted"


class Subject(NamedTuple):
    """A labelled pull request and all that decides about its previews. `services` are those that are published."""

    repository: str
    number: int
    author: str
    head_sha: str
    labels: tuple[str, ...]
    services: tuple[str, ...]
    activity: Activity
    times: Times
    warnings: Mapping[End, datetime] = MappingProxyType({})

    @property
    def key(self) -> Key:
        """What identifies it; GitHub takes `Acme/Shop` for `acme/shop`."""
        return self.repository.casefold(), self.number


class Verdict(NamedTuple):
    """What a sweep makes of a preview. `due` is when it goes at the earliest; `warnings` are those that stand afterwards.

    `end` is what ends it; None while nothing does. `holders` are the previews that use it, where these hold it.
    """

    subject: Subject
    state: State
    end: End | None = None
    due: datetime | None = None
    warnings: Mapping[End, datetime] = MappingProxyType({})
    guard: Guard = Guard.NONE
    holders: tuple[Key, ...] = ()

    def held(self, guard: Guard, holders: tuple[Key, ...] = ()) -> Verdict:
        """The same preview, due and not removed yet."""
        return self._replace(state=State.WARNED, guard=guard, holders=holders)


def judge(subject: Subject, policy: Policy, now: datetime) -> Verdict:
    """What the times say about a preview at `now`.

    Idle time counts only where every signal is there; the longest life counts always. A warning is issued `warn` and one
    sweep before the end, so that no preview outlives its end by more than a sweep.
    """
    activity = subject.activity
    if activity.born is None or activity.idle_since is None:
        return Verdict(subject, State.ACTIVE, guard=Guard.UNKNOWN, warnings=subject.warnings)
    is_kept = policy.keep_label in subject.labels
    youth = activity.born + policy.minimum_age
    longest = max(policy.keep, subject.times.most) if is_kept else subject.times.most
    ends = {End.LIFETIME: max(activity.born + longest, youth)}
    if not is_kept and not activity.missing:
        ends[End.IDLE] = max(activity.idle_since + subject.times.idle, youth)
    end = min(ends, key=lambda item: (ends[item], item))
    verdict = Verdict(subject, State.ACTIVE, end, ends[end], guard=_guard(subject, policy, now))
    return _warned(verdict, ends, now, policy)


def _guard(subject: Subject, policy: Policy, now: datetime) -> Guard:
    if policy.keep_label in subject.labels:
        return Guard.KEPT
    if subject.activity.missing:
        return Guard.UNKNOWN
    is_young = subject.activity.born is not None and now < subject.activity.born + policy.minimum_age
    return Guard.YOUNG if is_young else Guard.NONE


def stands(subject: Subject, end: End, now: datetime) -> datetime | None:
    """Since when a warning stands: None where there is none, or where something has happened since that undoes it."""
    warned = subject.warnings.get(end)
    since = subject.activity.idle_since if end is End.IDLE else subject.activity.born
    return warned if warned is not None and since is not None and since <= warned <= now else None


def _warned(verdict: Verdict, ends: Mapping[End, datetime], now: datetime, policy: Policy) -> Verdict:
    subject = verdict.subject
    warnings: dict[End, datetime] = {}
    over: dict[End, datetime] = {}
    for end, at in ends.items():
        if now >= at - subject.times.warn - policy.sweep:
            warnings[end] = stands(subject, end, now) or now.replace(microsecond=0)
            over[end] = max(at, warnings[end] + subject.times.warn)
    if subject.activity.missing:
        warnings = {**_unjudged(subject, now), **warnings}
    if not over:
        return verdict._replace(warnings=warnings)
    end = min(over, key=lambda item: (over[item], item))
    state = State.REMOVE if now >= over[end] else State.WARNED
    return verdict._replace(state=state, end=end, due=over[end], warnings=warnings)


def _unjudged(subject: Subject, now: datetime) -> Mapping[End, datetime]:
    """Warnings that nobody can judge while a signal is missing: they neither count nor start over."""
    return {end: at for end in (End.IDLE, End.CAP) if (at := stands(subject, end, now)) is not None}


def oldest_first(verdict: Verdict) -> tuple[float, Key]:
    """Sorts by the time since which nobody has used a preview."""
    since = verdict.subject.activity.idle_since
    return (since.timestamp() if since else 0.0, verdict.subject.key)
