"""Schedules of sleep against a model that walks minute by minute, in every kind of time zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from previewctl.plan.sleeping import asleep, next_change, next_sleep, next_wake, schedule_of
from previewctl.spec.preview import Sleep

MINUTE = timedelta(minutes=1)
ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Africa/Casablanca",
]
CHANGES = [
    "2026-03-28T12:00",  # Europe goes forward on the 29th
    "2026-10-24T12:00",  # Europe goes back on the 25th
    "2026-03-07T20:00",  # New York goes forward on the 8th
    "2026-10-31T20:00",  # New York goes back on 1 November
    "2026-04-04T06:00",  # Lord Howe goes back by half an hour
    "2026-10-03T06:00",  # Lord Howe goes forward by half an hour
    "2026-02-14T12:00",  # Casablanca goes back for Ramadan
    "2026-07-01T00:00",
]

times = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
hours = st.tuples(times, times).filter(lambda pair: pair[0] != pair[1]).map("-".join)
sleeps = st.builds(
    lambda weekdays, weekends, zone: Sleep(weekdays=weekdays, weekends=weekends or weekdays is None, timezone=zone),
    st.none() | hours,
    st.booleans(),
    st.sampled_from(ZONES),
)
instants = st.builds(
    lambda start, minutes, seconds: (
        datetime.fromisoformat(start).replace(tzinfo=UTC) + timedelta(minutes=minutes, seconds=seconds)
    ),
    st.sampled_from(CHANGES),
    st.integers(-3000, 3000),
    st.integers(0, 59),
)


def sleeps_at(sleep: Sleep, instant: datetime) -> bool:
    """The model: what the sentences of the documentation say about one minute on the clock on the wall."""
    wall = instant.astimezone(ZoneInfo(sleep.timezone))
    clock = f"{wall:%H:%M}"
    day = wall.isoweekday()
    if sleep.weekends and day in {6, 7}:
        return True
    if sleep.weekdays is None:
        return False
    begin, end = sleep.weekdays[:5], sleep.weekdays[6:]
    if begin < end:
        return day <= 5 and begin <= clock < end
    evening = day <= 5 and clock >= begin
    yesterday_slept = 2 <= day <= 6 or (day == 1 and sleep.weekends)
    return evening or (yesterday_slept and clock < end)


@given(sleeps, instants)
@settings(max_examples=400, deadline=None)
def test_a_preview_sleeps_when_the_clock_on_the_wall_says_so(sleep: Sleep, instant: datetime) -> None:
    schedule = schedule_of(sleep)
    assert schedule is not None
    assert asleep(schedule, instant) == sleeps_at(sleep, instant)


@given(sleeps, instants)
@settings(max_examples=60, deadline=None)
def test_the_next_change_is_the_first_minute_that_differs(sleep: Sleep, instant: datetime) -> None:
    schedule = schedule_of(sleep)
    assert schedule is not None
    change = next_change(schedule, instant)
    before, walked = sleeps_at(sleep, instant), instant.replace(second=0, microsecond=0) + MINUTE
    last = walked + timedelta(days=8)
    while sleeps_at(sleep, walked) == before and walked < last:
        walked += MINUTE
    assert change == walked


@given(sleeps, instants)
@settings(max_examples=100, deadline=None)
def test_falling_asleep_and_waking_alternate(sleep: Sleep, instant: datetime) -> None:
    schedule = schedule_of(sleep)
    assert schedule is not None
    falls, wakes = next_sleep(schedule, instant), next_wake(schedule, instant)
    assert falls is not None
    assert wakes is not None
    assert asleep(schedule, falls)
    assert not asleep(schedule, falls - timedelta(seconds=1))
    assert not asleep(schedule, wakes)
    assert asleep(schedule, wakes - timedelta(seconds=1))
    assert min(falls, wakes) == next_change(schedule, instant)


@pytest.mark.parametrize(
    ("zone", "local", "expected"),
    [
        # A table of the nights on which clocks change: the length of the night 20:00-07:00 in hours.
        ("Europe/Berlin", "2026-03-27T21:00", 59.0 - 1),
        ("Europe/Berlin", "2026-10-23T21:00", 59.0 + 1),
        ("America/New_York", "2026-03-06T21:00", 59.0 - 1),
        ("America/New_York", "2026-10-30T21:00", 59.0 + 1),
        ("Australia/Lord_Howe", "2026-04-03T21:00", 59.0 + 0.5),
        ("Australia/Lord_Howe", "2026-10-02T21:00", 59.0 - 0.5),
        ("Asia/Kolkata", "2026-03-27T21:00", 59.0),
        ("UTC", "2026-03-27T21:00", 59.0),
    ],
)
def test_a_weekend_is_an_hour_shorter_or_longer_where_the_clocks_change(zone: str, local: str, expected: float) -> None:
    schedule = schedule_of(Sleep(weekdays="20:00-07:00", weekends=True, timezone=zone))
    assert schedule is not None
    friday = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    falls = next_sleep(schedule, friday - timedelta(hours=2))
    assert falls is not None
    wakes = next_wake(schedule, friday)
    assert wakes is not None
    assert (wakes - falls) / timedelta(hours=1) == expected


@pytest.mark.parametrize(
    ("hours_", "at", "expected"),
    [
        # Tehran skipped 00:00 to 01:00 on Tuesday 22 March 2022: what would change within came with the jump, at 20:30 UTC.
        ("00:30-06:00", "2022-03-21T20:00", "2022-03-21T20:30"),
        ("21:00-00:30", "2022-03-21T20:00", "2022-03-21T20:30"),
        # It had 23:00 to 24:00 twice on Wednesday 21 September 2022: asleep, awake again with the jump back, asleep.
        ("23:30-06:00", "2022-09-21T18:45", "2022-09-21T19:00"),
        ("23:30-06:00", "2022-09-21T19:15", "2022-09-21T19:30"),
        ("23:30-06:00", "2022-09-21T19:45", "2022-09-21T20:00"),
    ],
)
def test_a_change_in_an_hour_that_is_skipped_or_comes_twice(hours_: str, at: str, expected: str) -> None:
    schedule = schedule_of(Sleep(weekdays=hours_, timezone="Asia/Tehran"))
    assert schedule is not None
    change = next_change(schedule, datetime.fromisoformat(at).replace(tzinfo=UTC))
    assert change == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_without_hours_and_weekends_nothing_sleeps() -> None:
    assert schedule_of(None) is None
    assert schedule_of(Sleep()) is None
