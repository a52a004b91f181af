"""Prices of an instance type, split into those of a vCPU and of a GiB."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from previewctl.cost.prices import EMBEDDED, InstancePrices, with_instance

TODAY = date(2026, 11, 27)
LARGE = InstancePrices(
    name="m7g.large",
    region="us-east-1",
    vcpus=2,
    memory_gib=Decimal(8),
    on_demand=Decimal("0.0816"),
    spot=Decimal("0.0300"),
    storage=Decimal("0.08"),
)
amounts = st.decimals(min_value="0.0001", max_value="100", places=4)


@given(on_demand=amounts, vcpus=st.integers(1, 192), memory=st.integers(1, 2048))
def test_the_parts_add_up_to_the_whole(on_demand: Decimal, vcpus: int, memory: int) -> None:
    instance = LARGE._replace(on_demand=on_demand, vcpus=vcpus, memory_gib=Decimal(memory))

    table = with_instance(EMBEDDED, instance, TODAY)

    whole = table.cpu_hour.amount * vcpus + table.memory_gib_hour.amount * memory
    assert abs(whole - on_demand) < Decimal("1e-20")


def test_cpu_and_memory_keep_the_ratio_of_the_table() -> None:
    table = with_instance(EMBEDDED, LARGE, TODAY)

    split = table.cpu_hour.amount / table.memory_gib_hour.amount
    assert abs(split - EMBEDDED.cpu_hour.amount / EMBEDDED.memory_gib_hour.amount) < Decimal("1e-20")


def test_without_a_spot_price_the_tables_own_stay() -> None:
    table = with_instance(EMBEDDED, LARGE._replace(spot=None, storage=None), TODAY)

    assert table.spot_cpu_hour == EMBEDDED.spot_cpu_hour
    assert table.storage_gib_month == EMBEDDED.storage_gib_month
    assert (table.cpu_hour.source, table.cpu_hour.date) == ("AWS, m7g.large in us-east-1", "2026-11-27")
