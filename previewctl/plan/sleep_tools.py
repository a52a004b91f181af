"""What a schedule is called by the programs that scale previews down, and what they cannot say.

kube-green: https://kube-green.dev/docs/configuration/. The downscaler:
https://github.com/caas-team/py-kube-downscaler#time-definitions.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from previewctl.plan.sleeping import Schedule, Span
    from previewctl.spec.preview import Sleep

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_ZONE = re.compile(r"[a-zA-Z/_]+")
"""What the downscaler takes for the name of a time zone: no digit, no hyphen."""


class Evenings(NamedTuple):
    """A SleepInfo's schedule: on these days of cron, down at one time and up at the other."""

    weekdays: str
    sleep_at: str
    wake_up_at: str


def evenings(sleep: Sleep) -> Evenings | None:
    """The schedule for kube-green; None where it has no words for it.

    It goes down and up on the same weekdays. So it knows nights that pass midnight only together with the weekend, and hours
    within a day only without it.
    """
    if not sleep.weekdays:
        return None
    start, _, end = sleep.weekdays.partition("-")
    return Evenings("1-5", start, end) if (start > end) == sleep.weekends else None


def downtime(schedule: Schedule) -> str | None:
    """The schedule for the downscaler: its hours end at midnight. None for a time zone whose name it cannot read."""
    if not _ZONE.fullmatch(schedule.timezone):
        return None
    return ",".join(f"{_span(span)} {schedule.timezone}" for span in schedule.spans)


def uptime_until(awake_until: str) -> str:
    """A period for the downscaler that ends at a time of the form `2026-11-27T22:00:00Z`."""
    return f"2000-01-01T00:00:00+00:00-{awake_until.removesuffix('Z')}+00:00"


def problem(sleep: Sleep, schedule: Schedule, kind: str) -> tuple[str, str] | None:
    """Why the platform's program cannot follow a schedule, and what to write instead."""
    if kind == "kubeGreen" and evenings(sleep) is None:
        return (
            "kube-green cannot follow this: it goes down and up on the same weekdays",
            "write hours that pass midnight with `weekends: true`, or hours within a day without it",
        )
    if kind == "downscaler" and downtime(schedule) is None:
        return f"the downscaler cannot read the time zone `{schedule.timezone}`", "name one without digits and hyphens"
    return None


def _span(span: Span) -> str:
    days = f"{_DAYS[span.weekdays[0]]}-{_DAYS[span.weekdays[-1]]}"
    return f"{days} {_clock(span.start)}-{_clock(span.end)}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
