"""Until when a preview stays awake that its schedule would have asleep: after a push, or because somebody asked for it.

kube-green acts at the edges of the schedule alone: what is woken within a night stays awake until the next evening. The
downscaler looks every minute, so it is told a time. https://kube-green.dev/docs/configuration/
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from previewctl.plan.sleeping import Schedule, asleep, next_sleep

if TYPE_CHECKING:
    from previewctl.plan.facts import Rest

SOON = timedelta(minutes=15)
"""A push this long before the preview falls asleep counts as one while it sleeps: its hooks would lose their database."""
_STEP = timedelta(minutes=5)


def awake_after_push(schedule: Schedule | None, kind: str, now: datetime, length: timedelta, rest: Rest) -> str | None:
    """Until when a push at `now` keeps a preview awake; None where its schedule has it awake anyway.

    `length` is how long people look at what they pushed, `kind` the platform's way of scaling down, and `rest` what was
    recorded: a time that lies ahead still counts.
    """
    if schedule is None or kind == "none":
        return None
    before = until(rest)
    ahead = before if before is not None and before > now else None
    if not asleep(schedule, now) and not asleep(schedule, now + SOON):
        return stamp(ahead) if ahead else None
    wanted = awake_until(schedule, kind, now, now + length)
    return stamp(max(wanted, ahead) if ahead else wanted)


def awake_until(schedule: Schedule, kind: str, now: datetime, wanted: datetime) -> datetime:
    """The time to record so that a preview stays awake from `now` until `wanted` at least, to five minutes.

    With kube-green that is the evening on which it falls asleep anyway, where `wanted` does not lie behind it.
    """
    evening = next_sleep(schedule, now)
    if kind == "kubeGreen" and evening is not None and wanted <= evening:
        return evening
    past = (wanted - datetime(2000, 1, 1, tzinfo=UTC)) % _STEP
    rounded = wanted + (_STEP - past if past else timedelta())
    return rounded + _STEP if kind == "kubeGreen" and is_evening(schedule, rounded) else rounded


def is_evening(schedule: Schedule, at: datetime) -> bool:
    """Whether the preview falls asleep at this very instant."""
    return next_sleep(schedule, at - timedelta(seconds=1)) == at


def until(rest: Rest) -> datetime | None:
    """The recorded time; None where there is none, or where it is none."""
    if rest.awake_until is None:
        return None
    try:
        found = datetime.fromisoformat(rest.awake_until)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def stamp(at: datetime) -> str:
    """A time as the record has it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
