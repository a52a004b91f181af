"""How many hours of a week a preview with a sleep schedule is awake."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from previewctl.plan.sleeping import schedule_of

if TYPE_CHECKING:
    from previewctl.spec.preview import Sleep

_DAY = 24 * 60
_WEEK = 7 * _DAY


def awake_share(sleep: Sleep | None) -> Decimal:
    """The share of a week awake, between 0 and 1. A change of the clocks moves hours; over a year it moves none."""
    return Decimal(_WEEK - len(asleep_minutes(sleep))) / _WEEK


def asleep_minutes(sleep: Sleep | None) -> frozenset[int]:
    """The minutes of a week, from Monday 00:00, in which the preview sleeps."""
    schedule = schedule_of(sleep)
    return frozenset(
        day * _DAY + minute
        for span in (schedule.spans if schedule else ())
        for day in span.weekdays
        for minute in range(span.start, span.end)
    )
