"""Durations: what people write, how long it is, and how it is shown again."""

from __future__ import annotations

import pytest

from previewctl.spec.durations import Duration, parse_duration
from previewctl.spec.refusal import Refusal

SECONDS = {
    "0s": 0,
    "30s": 30,
    "10m": 600,
    "12h": 43_200,
    "3d": 259_200,
    "1h30m": 5_400,
    "1d1h1m1s": 90_061,
    "90m": 5_400,
}


@pytest.mark.parametrize(("text", "seconds"), SECONDS.items())
def test_a_duration_is_so_many_seconds(text: str, seconds: int) -> None:
    assert parse_duration(text) == Duration(seconds)


@pytest.mark.parametrize(
    ("text", "shortest"),
    [("90m", "1h30m"), ("24h", "1d"), ("25h", "1d1h"), ("60s", "1m"), ("0m", "0s"), ("10m", "10m")],
)
def test_a_duration_is_shown_in_its_shortest_form(text: str, shortest: str) -> None:
    assert str(parse_duration(text)) == shortest


@pytest.mark.parametrize("seconds", [0, 1, 59, 60, 3_661, 86_399, 1_209_600])
def test_what_is_shown_reads_back_as_the_same(seconds: int) -> None:
    assert parse_duration(str(Duration(seconds))) == Duration(seconds)


@pytest.mark.parametrize(
    "text", ["", "30", "3 days", "1.5h", "-1h", "30m1h", "1h 30m", "1H", "h", "1w", "1234567d", "1d\n"]
)
def test_anything_else_is_refused_with_examples(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_duration(text)
    assert "is not a duration" in str(refused.value)
    assert "`30s`" in refused.value.remedy


def test_durations_are_compared_by_their_length() -> None:
    assert parse_duration("25h") > parse_duration("1d") > parse_duration("23h59m59s")
