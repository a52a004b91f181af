"""Kubernetes quantities, with the semantics of apimachinery's `resource.Quantity`.

https://github.com/kubernetes/apimachinery/blob/master/pkg/api/resource/quantity.go
"""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from previewctl.spec.quantities import QUANTITY_PATTERN, Quantity, parse_quantity
from previewctl.spec.refusal import Refusal

VALUES = {
    "0": Fraction(0),
    "1": Fraction(1),
    "1.": Fraction(1),
    "010": Fraction(10),
    "0.5": Fraction(1, 2),
    "1.50": Fraction(3, 2),
    "100n": Fraction(1, 10**7),
    "100u": Fraction(1, 10**4),
    "250m": Fraction(1, 4),
    "1k": Fraction(10**3),
    "1M": Fraction(10**6),
    "1G": Fraction(10**9),
    "1T": Fraction(10**12),
    "1P": Fraction(10**15),
    "1E": Fraction(10**18),
    "1Ki": Fraction(2**10),
    "1Mi": Fraction(2**20),
    "1.5Gi": Fraction(3 * 2**29),
    "1Ti": Fraction(2**40),
    "1Pi": Fraction(2**50),
    "1Ei": Fraction(2**60),
    "1e3": Fraction(10**3),
    "1E3": Fraction(10**3),
    "1e+2": Fraction(100),
    "25e-2": Fraction(1, 4),
    "1.25e1": Fraction(25, 2),
}


@pytest.mark.parametrize(("text", "value"), VALUES.items())
def test_a_quantity_is_so_many_units(text: str, value: Fraction) -> None:
    assert Fraction(parse_quantity(text).nanos, 10**9) == value


@pytest.mark.parametrize("text", VALUES)
def test_the_published_pattern_admits_what_is_read(text: str) -> None:
    assert re.search(QUANTITY_PATTERN, text)


@pytest.mark.parametrize(("text", "nanos"), [("0.1n", 1), ("1.5n", 2), ("1e-10", 1), ("0.0000000001", 1), ("0n", 0)])
def test_what_is_finer_than_a_billionth_is_rounded_up(text: str, nanos: int) -> None:
    assert parse_quantity(text) == Quantity(nanos)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("0.5", "500m"),
        ("1000m", "1"),
        ("1.5", "1500m"),
        ("0.0001", "100u"),
        ("1.5m", "1500u"),
        ("1024Mi", "1Gi"),
        ("0.5Gi", "512Mi"),
        ("1.5Gi", "1536Mi"),
        ("1000Mi", "1000Mi"),
        ("1e3", "1000"),
        ("2", "2"),
        ("0", "0"),
    ],
)
def test_a_quantity_is_shown_in_one_form(text: str, canonical: str) -> None:
    assert str(parse_quantity(text)) == canonical


@pytest.mark.parametrize("text", VALUES)
def test_what_is_shown_reads_back_as_the_same(text: str) -> None:
    quantity = parse_quantity(text)
    assert parse_quantity(str(quantity)) == quantity


@pytest.mark.parametrize(
    "text",
    ["", "Mi", "2GB", "1mi", "1K", "1 Gi", "1e", "1_000", "0x10", "1,5", "-1", "one", "1Gi\n", "1e1000", "1" * 16],
)
def test_anything_else_is_refused_with_examples(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_quantity(text)
    assert "is not a quantity" in str(refused.value)
    assert "`512Mi`" in refused.value.remedy


def test_quantities_are_compared_by_their_value_and_not_by_their_text() -> None:
    assert parse_quantity("1Gi") > parse_quantity("1G") > parse_quantity("999M")
    assert parse_quantity("1000m") == parse_quantity("1")
