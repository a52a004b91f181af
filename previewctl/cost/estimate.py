"""What one preview costs in a month, by its parts: on demand, on the nodes that its policy asks for, and with its sleep."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, NamedTuple

from previewctl.cost.hours import awake_share
from previewctl.cost.prices import HOURS_PER_MONTH, PriceTable, prices_of
from previewctl.plan.quota import requests_of
from previewctl.plan.stub import STUB_RESOURCES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.plan.model import Amounts, Environment
    from previewctl.spec.platform import PlatformSpec
    from previewctl.spec.quantities import Quantity

_NANO = 10**9
_GIB = 2**30
_CENT = Decimal("0.01")


class CostLine(NamedTuple):
    """One part. Amounts are US dollars per month, exact; `cents` rounds them.

    `part` names it, such as `("process", "web")` or `("volume", "postgres")`. `on_demand` has all pods on on-demand nodes,
    `spot` where the policy wants them, `scheduled` only for the hours that the preview is awake.
    """

    part: tuple[str, ...]
    cpu: Decimal
    memory_gib: Decimal
    storage_gib: Decimal
    on_demand: Decimal
    spot: Decimal
    scheduled: Decimal


class Estimate(NamedTuple):
    """All parts of a preview, the share of the week that it is awake, and the prices that it was made with."""

    lines: tuple[CostLine, ...]
    awake: Decimal
    prices: PriceTable
    shared_by: int

    @property
    def on_demand(self) -> Decimal:
        """A month on on-demand nodes, day and night."""
        return sum((line.on_demand for line in self.lines), Decimal())

    @property
    def spot(self) -> Decimal:
        """A month on the nodes that its policy asks for."""
        return sum((line.spot for line in self.lines), Decimal())

    @property
    def scheduled(self) -> Decimal:
        """A month on those nodes, asleep as its schedule says: what is expected."""
        return sum((line.scheduled for line in self.lines), Decimal())


def estimate(environment: Environment, platform: PlatformSpec, prices: PriceTable | None = None) -> Estimate:
    """The monthly cost of a preview that lives a whole month; hooks, traffic and requests are not in it.

    Requests are counted, not use: they are what a node is bought for. Databases prefer on-demand nodes, so they are
    counted there unless the policy is `required`.
    """
    table = prices or prices_of(platform)
    awake = awake_share(environment.lifetime.sleep)
    lines = [*_pods(environment, table, awake), *_volumes(environment, table)]
    if environment.endpoint is not None:
        lines.append(_load_balancer(platform, table))
    return Estimate(tuple(lines), awake, table, platform.prices.shared_by)


def cents(amount: Decimal) -> Decimal:
    """Rounded to the cent, halves up, as bills are."""
    return amount.quantize(_CENT, ROUND_HALF_UP)


class _Pods(NamedTuple):
    part: tuple[str, ...]
    amounts: Amounts
    replicas: int
    on_spot: bool


def _all_pods(environment: Environment) -> Iterator[_Pods]:
    policy = environment.spot.policy
    for process in environment.processes:
        yield _Pods(("process", process.name), process.resources, process.replicas, policy != "never")
    for database in environment.databases:
        yield _Pods(("database", database.engine), requests_of(database), 1, policy == "required")
    for service in environment.services:
        yield _Pods(("service", service.name), service.resources, 1, policy != "never")
    if environment.stubs:  # one pod answers for all of them
        yield _Pods(("service", "stubs"), STUB_RESOURCES, 1, policy != "never")


def _pods(environment: Environment, prices: PriceTable, awake: Decimal) -> Iterator[CostLine]:
    for pods in _all_pods(environment):
        cpu, memory = cores(pods.amounts.cpu) * pods.replicas, gib(pods.amounts.memory) * pods.replicas
        on_demand = running(cpu, memory, prices, spot=False)
        expected = running(cpu, memory, prices, spot=True) if pods.on_spot else on_demand
        yield CostLine(pods.part, cpu, memory, Decimal(), on_demand, expected, expected * awake)


def running(cpu: Decimal, memory_gib: Decimal, prices: PriceTable, *, spot: bool) -> Decimal:
    """US dollars for these vCPUs and GiB, running for a month."""
    cpu_price = prices.spot_cpu_hour if spot else prices.cpu_hour
    memory_price = prices.spot_memory_gib_hour if spot else prices.memory_gib_hour
    return (cpu * cpu_price.amount + memory_gib * memory_price.amount) * HOURS_PER_MONTH


def _volumes(environment: Environment, prices: PriceTable) -> Iterator[CostLine]:
    sizes = [(database.engine, database.storage) for database in environment.databases if not database.ephemeral]
    sizes += [(volume.name, volume.size) for volume in environment.volumes]
    for name, size in sizes:
        month = gib(size) * prices.storage_gib_month.amount
        yield CostLine(("volume", name), Decimal(), Decimal(), gib(size), month, month, month)


def _load_balancer(platform: PlatformSpec, prices: PriceTable) -> CostLine:
    """Its share of the load balancers, which stand whether it sleeps or not; a gateway has one before it, too."""
    count = platform.endpoint.alb.shards if platform.endpoint.kind == "alb" else 1
    share = count * prices.load_balancer_hour.amount * HOURS_PER_MONTH / platform.prices.shared_by
    return CostLine(("load balancer",), Decimal(), Decimal(), Decimal(), share, share, share)


def cores(quantity: Quantity) -> Decimal:
    """A quantity of CPU in vCPUs."""
    return Decimal(quantity.nanos) / _NANO


def gib(quantity: Quantity) -> Decimal:
    """A quantity of bytes in GiB."""
    return Decimal(quantity.nanos) / _NANO / _GIB
