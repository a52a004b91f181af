"""What previews cost. Each figure is a sum that the comment beside it writes out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from previewctl.cost.comparison import compare
from previewctl.cost.estimate import cents, estimate, running
from previewctl.cost.prices import EMBEDDED, HOURS_PER_MONTH
from tests.unit.plan.planning import plan, platform

PRICES = (
    "{cpuHour: 0.04, memoryGibHour: 0.005, spotCpuHour: 0.01, spotMemoryGibHour: 0.001, storageGibMonth: 0.1,"
    " loadBalancerHour: 0.02, sharedBy: 10, source: our bill, date: '2026-11-01'}"
)
OURS = platform(prices=PRICES)
ONE_POD = "{web: {cpu: 1, memory: 2Gi}}"

CASES = {
    # (1 x 0.04 + 2 x 0.005) x 730 = 36.50; spot (0.01 + 0.002) x 730 = 8.76; balancer 0.02 x 730 / 10 = 1.46
    "a process": ({"resources": ONE_POD}, "37.96", "10.22", "10.22"),
    "never on spot": ({"resources": ONE_POD, "spot": "never"}, "37.96", "37.96", "37.96"),
    # three pods of it: 109.50 and 26.28
    "replicas": ({"resources": ONE_POD, "processes": "{web: {port: 1, replicas: 3}}"}, "110.96", "27.74", "27.74"),
    # PostgreSQL: (0.1 x 0.04 + 0.25 x 0.005) x 730 = 3.8325, on demand by preference; 2 GiB x 0.1 = 0.20
    "a database": (
        {"resources": ONE_POD, "databases": "{postgres: {version: 17, storage: 2Gi}}"},
        "41.99",
        "14.25",
        "14.25",
    ),
    # on spot as well: (0.1 x 0.01 + 0.25 x 0.001) x 730 = 0.9125
    "a database on spot": (
        {"resources": ONE_POD, "spot": "required", "databases": "{postgres: {version: 17, storage: 2Gi}}"},
        "41.99",
        "11.33",
        "11.33",
    ),
    # an ephemeral one has no volume
    "an ephemeral database": (
        {"resources": ONE_POD, "databases": "{postgres: {version: 17, persistence: ephemeral}}"},
        "41.79",
        "14.05",
        "14.05",
    ),
    # all stubs are one pod: (0.01 x 0.04 + 0.03125 x 0.005) x 730 = 0.41; spot (0.01 x 0.01 + 0.03125 x 0.001) x 730 = 0.10
    "a stub": (
        {
            "resources": ONE_POD,
            "dependencies": "{billing-api: {env: B, optional: true}, catalog-api: {env: C, optional: true}}",
            "overrides": "{billing-api: stub, catalog-api: stub}",
        },
        "38.37",
        "10.32",
        "10.32",
    ),
    # asleep five nights of 11 hours and a weekend of 48 that one of them reaches 7 hours into: 168 - 96 = 72 of 168 hours;
    # Monday's morning is slept through, too, for the weekend ends with its night: 65. 8.76 x 65 / 168 = 3.39; volumes stay
    "asleep": (
        {"resources": ONE_POD, "lifetime": "{sleep: {weekdays: '20:00-07:00', weekends: true}}"},
        "37.96",
        "10.22",
        "4.85",
    ),
}


@pytest.mark.parametrize(("keys", "on_demand", "spot", "scheduled"), CASES.values(), ids=CASES)
def test_a_month_costs_what_its_sum_says(keys: dict[str, str], on_demand: str, spot: str, scheduled: str) -> None:
    found = estimate(plan(OURS, **keys), OURS)

    assert [str(cents(amount)) for amount in (found.on_demand, found.spot, found.scheduled)] == [
        on_demand,
        spot,
        scheduled,
    ]


def test_the_worked_example_of_the_documentation_comes_out_to_the_cent() -> None:
    """0.75 vCPU, 1.75 GiB of memory and 5 GiB of volume at OpenCost's default prices (docs/cost.md)."""
    cpu, memory, storage = Decimal("0.75"), Decimal("1.75"), 5 * EMBEDDED.storage_gib_month.amount

    assert cents(running(cpu, memory, EMBEDDED, spot=False) + storage) == Decimal("22.92")
    assert cents(running(cpu, memory, EMBEDDED, spot=True) + storage) == Decimal("4.98")
    assert cents(running(cpu, memory, EMBEDDED, spot=True) * 65 / 168 + storage) == Decimal("2.05")


def test_the_load_balancers_of_all_shards_are_shared() -> None:
    four = platform(prices=PRICES, endpoint="{kind: alb, alb: {shards: 4, certificateArn: 'arn:aws:acm:x'}}")

    line = estimate(plan(four), four).lines[-1]

    assert (line.part, cents(line.scheduled)) == (("load balancer",), Decimal("5.84"))  # 4 x 0.02 x 730 / 10


def test_the_platforms_prices_carry_their_source_and_date() -> None:
    found = estimate(plan(OURS), OURS).prices

    assert {(price.source, price.date) for price in found} == {("our bill", "2026-11-01")}


def test_every_embedded_price_has_a_source_and_a_date() -> None:
    assert all(price.source and price.date and price.amount > 0 for price in EMBEDDED)


def test_a_price_that_the_platform_leaves_out_is_the_embedded_one() -> None:
    some = platform(prices="{cpuHour: 0.04}")

    found = estimate(plan(some), some).prices

    assert (found.cpu_hour.amount, found.cpu_hour.source) == (Decimal("0.04"), "platform.yaml")
    assert found.memory_gib_hour == EMBEDDED.memory_gib_hour


def test_a_comparison_says_what_each_part_costs_more() -> None:
    before = estimate(plan(OURS, resources=ONE_POD, databases="{redis: {version: 7, storage: 1Gi}}"), OURS)
    after = estimate(plan(OURS, resources="{web: {cpu: 2, memory: 2Gi}}", spot="never"), OURS)

    found = {change.component: cents(change.difference) for change in compare(before, after)}

    assert found == {
        "process web": Decimal("56.94"),  # (2 x 0.04 + 2 x 0.005) x 730 = 65.70, from 8.76
        "load balancer": Decimal("0.00"),
        "database redis": Decimal("-1.69"),  # (0.05 x 0.04 + 0.0625 x 0.005) x 730
        "volume redis": Decimal("-0.10"),
    }


def test_a_preview_that_was_not_there_costs_all_of_itself_more() -> None:
    after = estimate(plan(OURS), OURS)

    assert sum(change.difference for change in compare(None, after)) == after.scheduled


def test_a_month_is_as_long_as_awss_calculator_has_it() -> None:
    assert HOURS_PER_MONTH * 12 == 365 * 24
