"""Estimates against what a cluster has measured."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.cost.prices import HOURS_PER_MONTH

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal


class Measured(NamedTuple):
    """What a namespace cost in the hours that it was there, in US dollars."""

    amount: Decimal
    hours: Decimal


class Compared(NamedTuple):
    """A namespace: what it is expected to cost in a month, and what it would at the measured rate.

    None where it is not planned, or was not measured.
    """

    namespace: str
    expected: Decimal | None
    measured: Decimal | None


def compared(expected: Mapping[str, Decimal], measured: Mapping[str, Measured]) -> tuple[Compared, ...]:
    """Every namespace of a preview that is planned or was measured, in the order of their names."""
    previews = {name for name in measured if name.startswith("pv-")}
    return tuple(
        Compared(name, expected.get(name), _month(measured.get(name))) for name in sorted({*expected, *previews})
    )


def _month(found: Measured | None) -> Decimal | None:
    return found.amount / found.hours * HOURS_PER_MONTH if found and found.hours > 0 else None
