"""What happens to a preview from now on if nobody does anything: each time is the earliest, and the latest that counts in the periods."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from previewctl.lifecycle.policy import policy_of
from previewctl.lifecycle.reasons import shown_delta
from previewctl.lifecycle.warnings import End
from previewctl.plan.sleeping import asleep, next_change, next_sleep, next_wake
from previewctl.plan.waking import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from previewctl.lifecycle.policy import Policy, Times
    from previewctl.plan.facts import Rest
    from previewctl.plan.sleeping import Schedule
    from previewctl.spec.platform import PlatformSpec


class Life(NamedTuple):
    """What is known of a preview: since when it is labelled, when it was last used, and what that was.

    `kept`: it has the label that keeps it. `warned` are the warnings that stand, by what they warn of.
    """

    born: datetime
    last: datetime
    what: str
    times: Times
    schedule: Schedule | None = None
    rest: Rest | None = None
    kept: bool = False
    warned: tuple[tuple[End, datetime], ...] = ()


class Moment(NamedTuple):
    """Something that happens between two times, which are the same where it happens on the minute."""

    earliest: datetime
    latest: datetime
    what: str
    why: str


def ahead(life: Life, platform: PlatformSpec, now: datetime) -> list[Moment]:
    """The moments to come, in their order."""
    policy = policy_of(platform)
    poll = timedelta(seconds=platform.argocd.requeue_seconds)
    every = f"by then: Argo CD looks every {shown_delta(poll)}, or at once where it hears a webhook"
    moments = [
        Moment(now, now + poll, "polled", f"a label or a closed pull request is noticed {every}"),
        Moment(now, now + poll, "synced", f"what is published by now reaches the cluster {every}"),
        *_sleeps(life, platform.sleep.kind, now),
        *_ends(life, policy, poll, now),
    ]
    return sorted(moments, key=lambda item: (item.earliest, item.latest))


def _sleeps(life: Life, kind: str, now: datetime) -> Iterator[Moment]:
    if life.rest is not None and life.rest.asleep:
        yield Moment(now, now, "asleep", "somebody put it to sleep, until it is woken or published")
        return
    if life.schedule is None or kind == "none":
        return
    awake = until(life.rest) if life.rest else None
    start = max(now, awake) if awake else now
    if awake is not None and awake > now:
        yield Moment(awake, awake, "may sleep again", "it was woken until then")
    if asleep(life.schedule, start) and (awake is None or awake <= now):
        wakes = next_wake(life.schedule, start)
        if wakes is not None:
            yield Moment(wakes, wakes, "wakes", "its hours of sleep")
        return
    falls = next_sleep(life.schedule, start) if kind == "kubeGreen" or not asleep(life.schedule, start) else start
    if falls is not None:
        yield Moment(falls, falls, "falls asleep", "its hours of sleep")
        wakes = next_change(life.schedule, falls)
        if wakes is not None:
            yield Moment(wakes, wakes, "wakes", "its hours of sleep")


def _ends(life: Life, policy: Policy, poll: timedelta, now: datetime) -> Iterator[Moment]:
    """The warning, the label, and what follows from that; the sweep may come a whole period later each time."""
    end, at, why = _end(life, policy)
    warned = next((time for kind, time in life.warned if kind is end), None)
    warns = at - life.times.warn - policy.sweep
    if warned is None:
        first = max(warns, now)
        yield Moment(
            first, first + policy.sweep, "warned", f"{why}; a comment says so {shown_delta(life.times.warn)} before"
        )
        goes = max(at, first + life.times.warn)
    else:
        goes = max(at, warned + life.times.warn, now)
    gone = goes + policy.sweep
    yield Moment(goes, gone, "loses its label", f"{why}; `reap` runs every {shown_delta(policy.sweep)}")
    yield Moment(goes, gone + poll, "deleted", "Argo CD deletes the namespace, and the data with it")


def _end(life: Life, policy: Policy) -> tuple[End, datetime, str]:
    youth = life.born + policy.minimum_age
    most = max(policy.keep, life.times.most) if life.kept else life.times.most
    lifetime = max(life.born + most, youth)
    idle = max(max(life.born, life.last) + life.times.idle, youth)
    if life.kept or lifetime <= idle:
        kept = f", for the label {policy.keep_label} keeps it" if life.kept else ""
        return End.LIFETIME, lifetime, f"it exists for {shown_delta(most)} then{kept}"
    return End.IDLE, idle, f"nobody has used it for {shown_delta(life.times.idle)} then"
