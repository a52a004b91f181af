"""Adds up what a preview uses, and decides the namespace's ResourceQuota."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from previewctl.plan.hooks import HOOK_RESOURCES
from previewctl.plan.model import (
    Amounts,
    DatabasePlan,
    HookPlan,
    ProcessPlan,
    QuotaPlan,
    ServicePlan,
    StubPlan,
    UsagePlan,
    VolumePlan,
)
from previewctl.plan.stub import STUB_RESOURCES
from previewctl.spec.quantities import Quantity, parse_quantity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from previewctl.spec.platform import Ceilings

_DATABASE_REQUESTS = {
    "postgres": (Amounts(cpu=parse_quantity("100m"), memory=parse_quantity("256Mi")), parse_quantity("1Gi")),
    "redis": (Amounts(cpu=parse_quantity("50m"), memory=parse_quantity("64Mi")), parse_quantity("256Mi")),
    "mongodb": (Amounts(cpu=parse_quantity("100m"), memory=parse_quantity("256Mi")), parse_quantity("1Gi")),
}
"""By engine: requests and memory limit, as the bases have them (a test compares)."""

_CLAIMS = 30
_GENERATIONS = 3
_DATABASE_HEADROOM = sum(limit.nanos - amounts.memory.nanos for amounts, limit in _DATABASE_REQUESTS.values())

Pods = tuple[int, Amounts, Quantity]
"""How many pods, what one requests, and its memory limit."""


def plan_usage(
    processes: Iterable[ProcessPlan],
    databases: tuple[DatabasePlan, ...],
    services: Iterable[ServicePlan],
    hooks: Iterable[HookPlan],
    volumes: tuple[VolumePlan, ...],
    stubs: tuple[StubPlan, ...] = (),
) -> UsagePlan:
    """The sum over all pods, with the surge of a rollout and the costliest wave of hooks; and over all volumes."""
    wave = _costliest_wave(hooks)
    pods = [*_running(processes, databases, services), *_stubs(stubs), *wave]
    sizes = [database.storage.nanos for database in databases if not database.ephemeral]
    sizes += [volume.size.nanos for volume in volumes]
    return UsagePlan(
        cpu=Quantity(sum(amounts.cpu.nanos * count for count, amounts, _ in pods)),
        memory=Quantity(sum(amounts.memory.nanos * count for count, amounts, _ in pods)),
        memory_limit=Quantity(sum(limit.nanos * count for count, _, limit in pods)),
        pods=sum(count for count, _, _ in pods),
        claims=len(sizes),
        storage=Quantity(sum(sizes)),
        hook_cpu=Quantity(sum(amounts.cpu.nanos for _, amounts, _ in wave)),
        hook_memory=Quantity(sum(amounts.memory.nanos for _, amounts, _ in wave)),
        hook_pods=len(wave),
    )


def plan_quota(usage: UsagePlan, ceilings: Ceilings) -> QuotaPlan:
    """The namespace's quota: the platform's ceilings, with room for the hooks.

    Not the plan's own sum: the pods of the plan before still run while the hooks of a smaller one start, and a hook that
    the quota refuses blocks that push and all after it. Volumes of data before stay until a sync has passed.
    """
    return QuotaPlan(
        cpu=Quantity(ceilings.cpu.nanos + usage.hook_cpu.nanos),
        memory=Quantity(ceilings.memory.nanos + usage.hook_memory.nanos),
        memory_limit=Quantity(ceilings.memory.nanos + usage.hook_memory.nanos + _DATABASE_HEADROOM),
        pods=ceilings.pods + usage.hook_pods,
        claims=_CLAIMS,
        storage=Quantity(_GENERATIONS * ceilings.storage.nanos),
    )


def requests_of(database: DatabasePlan) -> Amounts:
    """What a database's pod requests for as long as it lives."""
    return _database(database)[1]


def _running(
    processes: Iterable[ProcessPlan], databases: Iterable[DatabasePlan], services: Iterable[ServicePlan]
) -> Iterator[Pods]:
    for process in processes:
        surge = 0 if process.recreate else 1
        yield process.replicas + surge, process.resources, process.resources.memory
    for database in databases:
        yield _database(database)
    for service in services:
        yield 1, service.resources, service.resources.memory


def _stubs(stubs: tuple[StubPlan, ...]) -> Iterator[Pods]:
    """One pod stands in for all."""
    if stubs:
        yield 1, STUB_RESOURCES, STUB_RESOURCES.memory


def _database(database: DatabasePlan) -> Pods:
    """A pod requests what its costliest moment takes, for as long as it lives: a step of its preparation beside the server.

    https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers
    """
    amounts, limit = _DATABASE_REQUESTS[database.engine]
    if not database.preparation:
        return 1, amounts, limit
    cpu = Quantity(amounts.cpu.nanos + HOOK_RESOURCES.cpu.nanos)
    memory, most = (Quantity(item.nanos + HOOK_RESOURCES.memory.nanos) for item in (amounts.memory, limit))
    return 1, Amounts(cpu=cpu, memory=memory), most


def _costliest_wave(hooks: Iterable[HookPlan]) -> list[Pods]:
    """Hooks of one wave run at the same time, waves one after the other."""
    waves = [
        [(1, hook.resources, hook.resources.memory) for hook in group]
        for _, group in groupby(hooks, lambda hook: hook.wave)
    ]
    return max(waves, key=lambda wave: sum(amounts.memory.nanos for _, amounts, _ in wave), default=[])
