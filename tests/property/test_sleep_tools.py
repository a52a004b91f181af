"""The texts for kube-green and the downscaler mean the schedule: each is read by a model of the program that reads it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from previewctl.plan.facts import Rest
from previewctl.plan.sleep_tools import Evenings, downtime, evenings, problem, uptime_until
from previewctl.plan.sleeping import Schedule, asleep, next_sleep, schedule_of
from previewctl.plan.waking import awake_until, is_evening, rest_after_push, rest_when_rendered_again, until
from previewctl.spec.durations import Duration
from previewctl.spec.embedded import embedded_platform
from previewctl.spec.platform import PlatformSleep, PlatformSpec
from previewctl.spec.preview import Lifetime, PreviewSpec, Sleep
from tests.property.test_sleeping import instants, sleeps

RECURRING = re.compile(r"^([a-zA-Z]{3})-([a-zA-Z]{3}) (\d\d):(\d\d)-(\d\d):(\d\d) (?P<tz>[a-zA-Z/_]+)$")
ABSOLUTE = re.compile(
    r"^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[-+]\d{2}:\d{2})-(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[-+]\d{2}:\d{2})$"
)
DAYS = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"]
TWO_HOURS = Duration(7200)


def downscaler(spec: str, instant: datetime) -> bool:
    """What py-kube-downscaler makes of a time specification, after its documentation and its expressions."""
    for part in spec.split(","):
        if absolute := ABSOLUTE.match(part.strip()):
            if datetime.fromisoformat(absolute[1]) <= instant <= datetime.fromisoformat(absolute[2]):
                return True
            continue
        found = RECURRING.match(part.strip())
        assert found, part
        local = instant.astimezone(ZoneInfo(found["tz"]))
        first, last = DAYS.index(found[1].upper()), DAYS.index(found[2].upper())
        minute = local.hour * 60 + local.minute
        start, end = int(found[3]) * 60 + int(found[4]), int(found[5]) * 60 + int(found[6])
        if first <= local.weekday() <= last and start <= minute < end:
            return True
    return False


def kube_green(info: Evenings, zone: str, start: datetime, instant: datetime) -> bool:
    """What kube-green has done by an instant: it goes down at one time of cron and up at the next of the other."""
    days = {int(day) for day in range(int(info.weekdays[0]), int(info.weekdays[2]) + 1)}
    down, at = False, start
    while at <= instant:
        local = at.astimezone(ZoneInfo(zone))
        if local.isoweekday() in days:
            clock = f"{local:%H:%M}"
            if not down and clock == info.sleep_at:
                down = True
            elif down and clock == info.wake_up_at:
                down = False
        at += timedelta(minutes=1)
    return down


@given(sleeps, instants)
@settings(max_examples=300, deadline=None)
def test_the_downscaler_sleeps_when_the_schedule_does(sleep: Sleep, instant: datetime) -> None:
    schedule = schedule_of(sleep)
    assert schedule is not None
    text = downtime(schedule)
    assert text is not None
    assert downscaler(text, instant) == asleep(schedule, instant)


@given(
    sleeps,
    st.integers(0, 60 * 24 * 60).map(lambda minutes: datetime(2026, 6, 1, tzinfo=UTC) + timedelta(minutes=minutes)),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
def test_kube_green_sleeps_when_the_schedule_does_once_it_has_begun(sleep: Sleep, instant: datetime) -> None:
    info, schedule = evenings(sleep), schedule_of(sleep)
    assert schedule is not None
    assume(info is not None)
    assert info is not None
    monday = instant - timedelta(days=9)
    assert kube_green(info, sleep.timezone, monday, instant) == asleep(schedule, instant)


@given(sleeps)
def test_what_a_program_cannot_follow_is_a_problem(sleep: Sleep) -> None:
    schedule = schedule_of(sleep)
    assert schedule is not None
    assert (problem(sleep, schedule, "kubeGreen") is None) == (evenings(sleep) is not None)
    assert problem(sleep, schedule, "downscaler") is None
    assert problem(sleep, schedule._replace(timezone="Etc/GMT+5"), "downscaler") is not None


@given(
    sleeps,
    instants,
    st.timedeltas(timedelta(minutes=1), timedelta(days=20)),
    st.sampled_from(["kubeGreen", "downscaler"]),
)
@settings(max_examples=200, deadline=None)
def test_awake_lasts_at_least_as_long_as_was_asked_for(
    sleep: Sleep, now: datetime, length: timedelta, kind: str
) -> None:
    schedule = schedule_of(sleep)
    assert schedule is not None
    found = awake_until(schedule, kind, now, now + length)
    assert found >= now + length
    evening = next_sleep(schedule, now)
    if kind == "downscaler":
        assert found < now + length + timedelta(minutes=5)
        assert downscaler(uptime_until(f"{found:%Y-%m-%dT%H:%M:%SZ}"), now)
    elif evening is not None and now + length <= evening:
        # Nothing has to hold kube-green back: it does nothing before that evening.
        assert is_evening(schedule, found)
    else:
        assert not is_evening(schedule, found)


def platform(kind: Any) -> PlatformSpec:
    found = embedded_platform({"orders-api": "acme/orders-api"})
    return _with(found, sleep=PlatformSleep(kind=kind, awake=TWO_HOURS))


def _with(spec: PlatformSpec, **values: object) -> PlatformSpec:
    return PlatformSpec(**{**{name: getattr(spec, name) for name in spec.__fields__}, **values})  # type: ignore[attr-defined]


def preview(sleep: Sleep | None) -> PreviewSpec:
    return PreviewSpec(
        api_version="previewctl.dev/v1",
        kind="Preview",
        service="orders-api",
        runtime="container",
        image="registry.example.com/orders-api",
        processes={},
        lifetime=Lifetime(sleep=sleep),
    )


def sleeps_then(schedule: Schedule, rest: Rest, kind: str, instant: datetime) -> bool:
    """Whether the preview is down at an instant after a push that left `rest`: the push scales it up by itself."""
    awake = until(rest)
    if kind == "downscaler":
        return asleep(schedule, instant) and not (awake is not None and instant <= awake)
    return False if awake is None else awake <= instant


@given(sleeps, instants, st.sampled_from(["kubeGreen", "downscaler"]))
@settings(max_examples=200, deadline=None)
def test_after_a_push_nothing_goes_down_while_hooks_run(sleep: Sleep, now: datetime, kind: str) -> None:
    schedule = schedule_of(sleep)
    assert schedule is not None
    rest = rest_after_push(preview(sleep), platform(kind), now, Rest(asleep=True))
    assert not rest.asleep
    for minutes in range(15):
        later = now + timedelta(minutes=minutes)
        if kind == "downscaler":
            assert not sleeps_then(schedule, rest, kind, later)
        elif rest.awake_until is None:
            assert not asleep(schedule, later)
        else:
            assert not sleeps_then(schedule, rest, kind, later)


@given(sleeps, instants, st.sampled_from(["kubeGreen", "downscaler"]))
@settings(max_examples=100, deadline=None)
def test_a_time_that_is_over_is_dropped_in_the_daytime_and_not_at_night(sleep: Sleep, now: datetime, kind: str) -> None:
    schedule = schedule_of(sleep)
    assert schedule is not None
    over = Rest("2020-01-01T00:00:00Z")
    found = rest_when_rendered_again(preview(sleep), platform(kind), now, over)
    if asleep(schedule, now):
        assert until(found) is not None
        assert until(found) > now  # type: ignore[operator]
    elif not asleep(schedule, now + timedelta(minutes=15)):
        assert found == Rest()


def test_a_push_to_a_preview_without_hours_of_sleep_records_nothing() -> None:
    now = datetime(2026, 11, 27, 23, tzinfo=UTC)
    assert rest_after_push(preview(None), platform("kubeGreen"), now, Rest(asleep=True)) == Rest()
    nights = Sleep(weekdays="20:00-07:00", weekends=True, timezone="Europe/Berlin")
    assert rest_after_push(preview(nights), platform("none"), now, Rest(asleep=True)) == Rest()


def test_a_recorded_time_that_is_none_counts_as_none() -> None:
    assert until(Rest("9999-99-99T99:99:99Z")) is None
    assert until(Rest(None)) is None
