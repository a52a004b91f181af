"""When a preview sleeps: the schedule of its `lifetime.sleep` in local time, with daylight saving. Pure: it is given the time.

Weekday hours that pass midnight belong to the night that begins on the weekday: `20:00-07:00` without `weekends` ends on
Saturday at 07:00. `weekends` is all of Saturday and Sunday; a preview that sleeps then and has hours that pass midnight
sleeps on until these end on Monday.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from previewctl.spec.preview import Sleep

_SATURDAY = 5
_WEEK = 8
"""Days in which every schedule that sleeps at all both begins and ends."""


class Span(NamedTuple):
    """A part of a local day: weekdays from Monday (0) on, and minutes from midnight, the end not included."""

    weekdays: tuple[int, ...]
    start: int
    end: int


class Schedule(NamedTuple):
    """When a preview sleeps, as parts of days in a time zone. Without parts it never does."""

    spans: tuple[Span, ...]
    timezone: str


def schedule_of(sleep: Sleep | None) -> Schedule | None:
    """The schedule that a preview.yaml or a platform's default asks for; None for one that never sleeps."""
    if sleep is None or not (sleep.weekdays or sleep.weekends):
        return None
    return Schedule(tuple(_spans(sleep)), sleep.timezone)


def asleep(schedule: Schedule, instant: datetime) -> bool:
    """Whether the schedule has a preview asleep at an instant, to the minute of its time zone's clocks."""
    local = instant.astimezone(_zone(schedule.timezone))
    minute = local.hour * 60 + local.minute
    return any(local.weekday() in span.weekdays and span.start <= minute < span.end for span in schedule.spans)


def next_change(schedule: Schedule, instant: datetime) -> datetime | None:
    """The first instant after this one at which the preview falls asleep or wakes, in UTC; None where it never does.

    Clocks that are put forward skip minutes, and the change that falls into them comes with the jump; an hour that comes
    twice is asleep or awake both times.
    """
    before = asleep(schedule, instant)
    for candidate in _candidates(schedule, instant):
        if candidate > instant and asleep(schedule, candidate) != before:
            return candidate
    return None


def next_sleep(schedule: Schedule, instant: datetime) -> datetime | None:
    """The first instant after this one at which a preview that is awake falls asleep."""
    change = next_change(schedule, instant)
    if change is None or asleep(schedule, change):
        return change
    return next_change(schedule, change)


def next_wake(schedule: Schedule, instant: datetime) -> datetime | None:
    """The first instant after this one at which a sleeping preview wakes."""
    change = next_change(schedule, instant)
    if change is None or not asleep(schedule, change):
        return change
    return next_change(schedule, change)


def _spans(sleep: Sleep) -> Iterator[Span]:
    weekdays, weekend = tuple(range(_SATURDAY)), (5, 6)
    if sleep.weekdays:
        start, end = (_minutes(text) for text in sleep.weekdays.split("-"))
        if start < end:
            yield Span(weekdays, start, end)
        else:
            yield Span(weekdays, start, 1440)
            # After the nights of the weekdays; after a weekend that was slept through, on Monday too.
            mornings = weekdays if sleep.weekends else (1, 2, 3, 4, 5)
            if end:
                yield Span(mornings, 0, end)
    if sleep.weekends:
        yield Span(weekend, 0, 1440)


def _minutes(text: str) -> int:
    hours, _, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes)


def _candidates(schedule: Schedule, instant: datetime) -> list[datetime]:
    """The instants, in order, at which something may change: both readings of each boundary, and jumps of the clock."""
    zone = _zone(schedule.timezone)
    first = instant.astimezone(zone).date() - timedelta(days=1)
    marks = sorted({mark % 1440 for span in schedule.spans for mark in (span.start, span.end)} | {0})
    found: set[datetime] = set()
    for number in range(_WEEK + 2):
        date = first + timedelta(days=number)
        for mark in marks:
            local = datetime.combine(date, time(mark // 60, mark % 60), zone)
            found |= {local.replace(fold=fold).astimezone(UTC) for fold in (0, 1)}
        found |= _jumps(zone, datetime.combine(date, time(), UTC))
    return sorted(found)


def _jumps(zone: ZoneInfo, start: datetime) -> set[datetime]:
    """The second of the day from `start` on at which the zone's clocks are put forward or back, if there is one."""
    end = start + timedelta(days=1)
    before = start.astimezone(zone).utcoffset()
    if before == end.astimezone(zone).utcoffset():
        return set()
    while end - start > timedelta(seconds=1):
        middle = start + timedelta(seconds=(end - start) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == before:
            start = middle
        else:
            end = middle
    return {end}


def _zone(name: str) -> ZoneInfo:
    from zoneinfo import ZoneInfo

    return ZoneInfo(name)
