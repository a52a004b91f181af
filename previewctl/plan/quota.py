"""Adds up what a preview may use at once: the namespace's ResourceQuota."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from previewctl.plan.model import Amounts, DatabasePlan, HookPlan, ProcessPlan, QuotaPlan, ServicePlan, VolumePlan
from previewctl.spec.quantities import Quantity, parse_quantity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_DATABASE_REQUESTS = {
    "postgres": (Amounts(cpu=parse_quantity("100m"), memory=parse_quantity("256Mi")), parse_quantity("1Gi")),
    "redis": (Amounts(cpu=parse_quantity("50m"), memory=parse_quantity("64Mi")), parse_quantity("256Mi")),
    "mongodb": (Amounts(cpu=parse_quantity("100m"), memory=parse_quantity("256Mi")), parse_quantity("1Gi")),
}
"""By engine: requests and memory limit, as the bases have them (a test compares)."""

_GENERATIONS = 3

Pods = tuple[int, Amounts, Quantity]
"""How many pods, what one requests, and its memory limit."""


def plan_quota(
    processes: Iterable[ProcessPlan],
    databases: tuple[DatabasePlan, ...],
    services: Iterable[ServicePlan],
    hooks: Iterable[HookPlan],
    volumes: tuple[VolumePlan, ...],
) -> QuotaPlan:
    """The sum over all pods, with the surge of a rollout and the costliest wave of hooks.

    Claims count three times: those of the data before stay until a sync with the new one has passed, and the first may
    fail. `volumes` is what stands in the end.
    """
    pods = [*_running(processes, databases, services), *_costliest_wave(hooks)]
    sizes = [database.storage.nanos for database in databases] + [volume.size.nanos for volume in volumes]
    return QuotaPlan(
        cpu=Quantity(sum(amounts.cpu.nanos * count for count, amounts, _ in pods)),
        memory=Quantity(sum(amounts.memory.nanos * count for count, amounts, _ in pods)),
        memory_limit=Quantity(sum(limit.nanos * count for count, _, limit in pods)),
        pods=sum(count for count, _, _ in pods),
        claims=_GENERATIONS * len(sizes),
        storage=Quantity(_GENERATIONS * sum(sizes)),
        volumes=Quantity(sum(sizes)),
    )


def _running(
    processes: Iterable[ProcessPlan], databases: Iterable[DatabasePlan], services: Iterable[ServicePlan]
) -> Iterator[Pods]:
    for process in processes:
        surge = 0 if process.recreate else 1
        yield process.replicas + surge, process.resources, process.resources.memory
    for database in databases:
        amounts, limit = _DATABASE_REQUESTS[database.engine]
        yield 1, amounts, limit
    for service in services:
        yield 1, service.resources, service.resources.memory


def _costliest_wave(hooks: Iterable[HookPlan]) -> list[Pods]:
    """Hooks of one wave run at the same time, waves one after the other."""
    waves = [
        [(1, hook.resources, hook.resources.memory) for hook in group]
        for _, group in groupby(hooks, lambda hook: hook.wave)
    ]
    return max(waves, key=lambda wave: sum(amounts.memory.nanos for _, amounts, _ in wave), default=[])
