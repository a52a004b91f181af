"""Prices in US dollars, each with where it comes from and of when it is: embedded ones, under those of platform.yaml."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date

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


class InstancePrices(NamedTuple):
    """What an instance type costs in an hour, on demand and on spot, and what it has; `storage` is a GiB-month of gp3."""

    name: str
    region: str
    vcpus: int
    memory_gib: Decimal
    on_demand: Decimal
    spot: Decimal | None
    storage: Decimal | None


def with_instance(table: PriceTable, instance: InstancePrices, today: date) -> PriceTable:
    """The table with the prices of an instance, split into CPU and memory in the ratio that the table has.

    That is how OpenCost splits them: https://opencost.io/docs/specification/#cost-of-a-kubernetes-node. Without a
    spot price the table's own stay.
    """
    cpu = table.cpu_hour.amount * instance.vcpus
    memory = table.memory_gib_hour.amount * instance.memory_gib
    ratio = cpu / (cpu + memory)
    source, day = f"AWS, {instance.name} in {instance.region}", today.isoformat()

    def split(price: Decimal) -> tuple[Price, Price]:
        return (
            Price(price * ratio / instance.vcpus, source, day),
            Price(price * (1 - ratio) / instance.memory_gib, source, day),
        )

    cpu_hour, memory_hour = split(instance.on_demand)
    table = table._replace(cpu_hour=cpu_hour, memory_gib_hour=memory_hour)
    if instance.spot is not None:
        cpu_hour, memory_hour = split(instance.spot)
        table = table._replace(spot_cpu_hour=cpu_hour, spot_memory_gib_hour=memory_hour)
    if instance.storage is not None:
        table = table._replace(storage_gib_month=Price(instance.storage, f"AWS, gp3 in {instance.region}", day))
    return table
