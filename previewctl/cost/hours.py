"""How many hours of a week a preview with a sleep schedule is awake."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from previewctl.spec.preview import Sleep

_DAY = 24 * 60
_WEEK = 7 * _DAY
_SATURDAY = 5


def awake_share(sleep: Sleep | None) -> Decimal:
    """The share of a week awake, between 0 and 1. A change of the clocks moves hours; over a year it moves none."""
    return Decimal(_WEEK - len(asleep_minutes(sleep))) / _WEEK if sleep else Decimal(1)


def asleep_minutes(sleep: Sleep) -> frozenset[int]:
    """The minutes of a week, from Monday 00:00, in which the preview sleeps.

    A night that begins on a weekday ends on the next morning; that of Friday goes on through the weekend where the
    weekends are slept through.
    """
    asleep: set[int] = set()
    if sleep.weekdays:
        start, end = (_minute(text) for text in sleep.weekdays.split("-"))
        length = (end - start) % _DAY
        for day in range(_SATURDAY):
            asleep.update((day * _DAY + start + minute) % _WEEK for minute in range(length))
    if sleep.weekends:
        asleep.update(range(_SATURDAY * _DAY, _WEEK))
        if sleep.weekdays and end <= start:
            asleep.update(range(end))
    return frozenset(asleep)


def _minute(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)
