"""Estimates beside what was measured, as text, as Markdown and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from previewctl.cost.estimate import cents
from previewctl.reporters.columns import aligned

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from previewctl.cost.actual import Compared

_HEADER = ("namespace", "estimated", "measured", "difference")
_NOTHING = "-"


def text(found: Sequence[Compared]) -> str:
    """A table of US dollars a month; a namespace that is only measured belongs to no published preview."""
    return "".join(f"{line}\n" for line in aligned([_HEADER, *map(_row, found)], amounts=True))


def markdown(found: Sequence[Compared]) -> str:
    """The same as a table of GitHub's."""
    lines = [
        f"| {' | '.join(_HEADER)} |",
        "| --- | --: | --: | --: |",
        *(f"| {' | '.join(_row(item))} |" for item in found),
    ]
    return "\n".join(lines) + "\n"


def as_json(found: Sequence[Compared]) -> dict[str, Any]:
    """Amounts as texts with two decimals, null where there is none."""
    return {
        "schema": 1,
        "currency": "USD",
        "namespaces": [
            {"namespace": item.namespace, "estimated": _amount(item.expected), "measured": _amount(item.measured)}
            for item in found
        ],
    }


def _row(item: Compared) -> tuple[str, ...]:
    both = item.expected is not None and item.measured is not None
    difference = item.measured - item.expected if both and item.measured and item.expected else None
    return (item.namespace, *(_amount(amount) or _NOTHING for amount in (item.expected, item.measured, difference)))


def _amount(amount: Decimal | None) -> str | None:
    return None if amount is None else str(cents(amount))
