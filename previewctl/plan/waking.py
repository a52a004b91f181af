"""Until when a preview stays awake that its schedule would have asleep: after a push, or because somebody asked for it.

kube-green acts at the edges of the schedule alone: what is woken within a night stays awake until the next evening. The
downscaler looks every minute, so it is told a time. https://kube-green.dev/docs/configuration/
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from previewctl.plan.facts import Rest
from previewctl.plan.sleeping import Schedule, asleep, next_sleep, schedule_of

if TYPE_CHECKING:
    from previewctl.spec.platform import PlatformSpec
    from previewctl.spec.preview import PreviewSpec

SOON = timedelta(minutes=15)
"""A push this long before the preview falls asleep counts as one while it sleeps: its hooks would lose their database."""
_STEP = timedelta(minutes=5)


def rest_after_push(spec: PreviewSpec, platform: PlatformSpec, now: datetime, rest: Rest) -> Rest:
    """What holds after a push at `now`: it wakes a preview that sleeps by its schedule, or because somebody said so.

    `rest` is what was recorded: a time that lies ahead still counts.
    """
    schedule, kind = schedule_for(spec, platform), platform.sleep.kind
    before = until(rest)
    ahead = before if before is not None and before > now else None
    if schedule is None or kind == "none":
        return Rest()
    if not _sleeps_soon(schedule, now):
        return Rest(stamp(ahead) if ahead else None)
    length = timedelta(seconds=platform.sleep.awake.seconds)
    wanted = awake_until(schedule, kind, now, now + length)
    return Rest(stamp(max(wanted, ahead) if ahead else wanted))


def rest_when_rendered_again(spec: PreviewSpec, platform: PlatformSpec, now: datetime, rest: Rest) -> Rest:
    """What holds where a preview is rendered again by nobody's push.

    A sync applies the replicas, so it wakes what sleeps by its schedule: it stays awake long enough for its hooks. A time
    that is over is dropped in the daytime, when that wakes nothing.
    """
    schedule = schedule_for(spec, platform)
    if rest.asleep or schedule is None or platform.sleep.kind == "none":
        return rest
    if _sleeps_soon(schedule, now):
        return rest_after_push(spec, platform, now, rest)
    return Rest() if is_over(rest, now) else rest


def is_over(rest: Rest, now: datetime) -> bool:
    """Whether a recorded time lies behind, so that it says nothing any more."""
    at = until(rest)
    return rest.awake_until is not None and (at is None or at <= now)


def schedule_for(spec: PreviewSpec, platform: PlatformSpec) -> Schedule | None:
    """The schedule of a preview: its own, else the platform's default."""
    return schedule_of(spec.lifetime.sleep or platform.defaults.lifetime.sleep)


def _sleeps_soon(schedule: Schedule, now: datetime) -> bool:
    return asleep(schedule, now) or asleep(schedule, now + SOON)


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
