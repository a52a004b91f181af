"""Prices in US dollars, each with where it comes from and of when it is: embedded ones, under those of platform.yaml."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from previewctl.spec.platform import PlatformSpec

HOURS_PER_MONTH = Decimal(730)
"""As AWS's own calculator counts a month: https://docs.aws.amazon.com/pricing-calculator/."""


class Price(NamedTuple):
    """An amount in US dollars, its source, and the date of the source (ISO 8601; empty where nobody gave one)."""

    amount: Decimal
    source: str
    date: str


class PriceTable(NamedTuple):
    """All prices: of a vCPU and of a GiB of memory for an hour, of a GiB of volume for a month, of a load balancer's hour."""

    cpu_hour: Price
    memory_gib_hour: Price
    spot_cpu_hour: Price
    spot_memory_gib_hour: Price
    storage_gib_month: Price
    load_balancer_hour: Price


_OPENCOST = ("OpenCost configs/default.json (Google Cloud, us-central1)", "2026-11-23")


def _opencost(amount: str) -> Price:
    return Price(Decimal(amount), *_OPENCOST)


EMBEDDED = PriceTable(
    cpu_hour=_opencost("0.031611"),
    memory_gib_hour=_opencost("0.004237"),
    spot_cpu_hour=_opencost("0.006655"),
    spot_memory_gib_hour=_opencost("0.000892"),
    storage_gib_month=Price(Decimal("0.00005479") * HOURS_PER_MONTH, *_OPENCOST),
    load_balancer_hour=Price(
        Decimal("0.0225"), "Elastic Load Balancing price list (us-east-1, Application Load Balancer)", "2026-11-23"
    ),
)
"""Nobody's bill: good for comparing previews with each other, until platform.yaml brings the organisation's own."""


def prices_of(platform: PlatformSpec) -> PriceTable:
    """The platform's prices, and the embedded ones where it has none."""
    own = platform.prices
    source, date = own.source or "platform.yaml", own.date or ""
    given = {name: getattr(own, name) for name in PriceTable._fields}
    # Through its text: a float such as 0.1 has no exact value, and cents are counted here.
    return EMBEDDED._replace(
        **{name: Price(Decimal(str(amount)), source, date) for name, amount in given.items() if amount is not None}
    )
