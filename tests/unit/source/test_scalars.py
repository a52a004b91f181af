"""Unquoted scalars follow the core schema of YAML 1.2."""

from __future__ import annotations

import math

import pytest

from previewctl.source.scalars import Plain, resolve


@pytest.mark.parametrize("text", ["", "~", "null", "Null", "NULL"])
def test_null(text: str) -> None:
    assert resolve(text) == Plain(text, None)


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("True", True), ("TRUE", True), ("false", False), ("False", False), ("FALSE", False)],
)
def test_booleans(text: str, value: bool) -> None:
    assert resolve(text) == Plain(text, value)


@pytest.mark.parametrize(
    ("text", "value"),
    [("17", 17), ("+17", 17), ("-17", -17), ("0", 0), ("017", 17), ("0o17", 15), ("0x1F", 31), ("0xff", 255)],
)
def test_integers(text: str, value: int) -> None:
    assert resolve(text) == Plain(text, value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026.10", 2026.1),
        ("1.", 1.0),
        (".5", 0.5),
        ("-.5", -0.5),
        ("1e3", 1000.0),
        ("1.5E-3", 0.0015),
        (".inf", math.inf),
        ("-.INF", -math.inf),
        ("+.Inf", math.inf),
    ],
)
def test_floats(text: str, value: float) -> None:
    assert resolve(text) == Plain(text, value)


def test_not_a_number_is_a_float() -> None:
    scalar = resolve(".nan")
    assert isinstance(scalar, Plain)
    assert isinstance(scalar.value, float)
    assert math.isnan(scalar.value)


@pytest.mark.parametrize(
    "text",
    [
        *("no", "No", "on", "off", "yes", "y", "n", "tRUE", "nULL"),  # words of YAML 1.1
        *("1_000", "0b1", "12:30:45", "2026-12-01", "0o8", "0xg", "-0x1"),
        *("1.2.3", "1e", "e3", ".", "-", "+", "..5", "inf", "nan", "\uff11\uff17"),
    ],
)
def test_everything_else_is_text(text: str) -> None:
    assert resolve(text) == text


@pytest.mark.parametrize("text", ["9" * 5_000, "0x" + "f" * 5_000])
def test_a_number_that_python_could_not_print_is_infinite(text: str) -> None:
    assert resolve(text) == Plain(text, math.inf)
