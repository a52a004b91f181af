"""How long a preview with a sleep schedule is awake."""

from __future__ import annotations

from fractions import Fraction

import pytest

from previewctl.cost.hours import asleep_minutes, awake_share
from previewctl.spec.preview import Sleep

CASES = {
    "never asleep": (None, False, 168),
    "at night": ("20:00-07:00", False, 168 - 5 * 11),
    "at noon": ("12:00-13:00", False, 168 - 5),
    "at weekends": (None, True, 168 - 48),
    # Friday's night reaches into the weekend, and the weekend into Monday's morning
    "at night and at weekends": ("20:00-07:00", True, 65),
    "at noon and at weekends": ("12:00-13:00", True, 168 - 5 - 48),
}


@pytest.mark.parametrize(("weekdays", "weekends", "hours"), CASES.values(), ids=CASES)
def test_the_hours_of_a_week_awake(weekdays: str | None, weekends: bool, hours: int) -> None:
    share = awake_share(Sleep(weekdays=weekdays, weekends=weekends))

    assert abs(Fraction(share) - Fraction(hours, 168)) < Fraction(1, 10**20)


def test_without_a_schedule_it_is_always_awake() -> None:
    assert awake_share(None) == 1


def test_a_night_of_friday_ends_on_saturday() -> None:
    asleep = asleep_minutes(Sleep(weekdays="22:00-06:00"))

    saturday = 5 * 24 * 60
    assert {saturday, saturday + 359} <= asleep
    assert saturday + 360 not in asleep
    assert 0 not in asleep, "the night to Monday is Sunday's, and Sunday is no weekday"
