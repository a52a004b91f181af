"""What the platform allows one preview to use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import CEILING_EXCEEDED
from previewctl.rules.context import Finding, KeyPath, Needs, RuleContext, rule
from previewctl.rules.suggestions import replaced_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.plan.model import Environment, ProcessPlan
    from previewctl.spec.quantities import Quantity

_PODS = "lower `resources` or `replicas`: every pod counts, with one more of each process that serves, and the hooks"
_VOLUMES = "lower `storage` or `size`: all volumes count"


@rule(CEILING_EXCEEDED, needs=Needs.PLAN)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports requests, volumes, pods and a lifetime above the ceilings.

    Why:
        The ceilings keep one preview from taking the room of many. What counts is the most that can run at once: every pod of a
        process, one more of each while a new version replaces the old one, the databases, the services, and the hooks of a sync.
        The namespace's quota would refuse some of these pods, and the sync would wait for them.

    Bad:
        resources: {web: {cpu: 5}}

    Good:
        resources: {web: {cpu: 2}}

    Fix:
        Lower what the message names, or ask for a higher ceiling in platform.yaml.
    """
    if context.environment is None:
        return
    yield from _amounts(context, context.environment)
    longest, lifetime = context.platform.ceilings.lifetime, context.environment.lifetime.max
    if lifetime > longest:
        message = f"the preview would live for {lifetime}, and {longest} is the most"
        own = context.spec.lifetime.max is not None
        path: KeyPath = ("lifetime", "max") if own else ("service",)
        yield Finding(
            path,
            message if own else f"{message}: the platform's default is above its ceiling",
            f"write `max: {longest}` or less" if own else f"add `lifetime: {{max: {longest}}}`",
            forbids=("ceilings", "lifetime"),
            remedy=replaced_value(path, str(longest)) if own else None,
        )


def _amounts(context: RuleContext, environment: Environment) -> Iterator[Finding]:
    usage, ceilings = environment.usage, context.platform.ceilings
    used = (("cpu", usage.cpu, ceilings.cpu), ("memory", usage.memory, ceilings.memory))
    for name, amount, ceiling in used:
        if amount > ceiling:
            process = max(environment.processes, key=lambda item: _share(item, name))
            path = _written(context, ("resources", process.name, name), ("processes", process.name))
            yield _finding(
                path, f"would use {amount} of {name}", ceiling, _PODS, name, f"`{process.name}` is the largest"
            )
    if usage.storage > ceilings.storage:
        path, largest = _largest_volume(context, environment)
        yield _finding(path, f"would use {usage.storage} of storage", ceilings.storage, _VOLUMES, "storage", largest)
    if usage.pods > ceilings.pods:
        process = max(environment.processes, key=lambda item: item.replicas)
        path = _written(context, ("processes", process.name, "replicas"), ("processes", process.name))
        message = f"would have {usage.pods} pods with its hooks and rollouts"
        yield _finding(path, message, ceilings.pods, _PODS, "pods", f"`{process.name}` has the most")


def _finding(path: KeyPath, verb: str, ceiling: Quantity | int, remedy: str, name: str, label: str) -> Finding:
    return Finding(
        path,
        f"the preview {verb}, and {ceiling} is the most",
        remedy,
        on_key=len(path) < 3,  # a scalar of its own, or the name of what has none
        forbids=("ceilings", name),
        label=label,
    )


def _share(process: ProcessPlan, name: str) -> int:
    """What all pods of a process request, the surge of a rollout included."""
    amount: Quantity = getattr(process.resources, name)
    return amount.nanos * (process.replicas + (not process.recreate))


def _largest_volume(context: RuleContext, environment: Environment) -> tuple[KeyPath, str]:
    """Where the size of the largest volume is written, or else its owner."""
    databases: list[tuple[int, KeyPath, str]] = [
        (item.storage.nanos, ("databases", item.engine), "storage") for item in environment.databases
    ]
    volumes: list[tuple[int, KeyPath, str]] = [
        (item.size.nanos, ("volumes", item.name), "size") for item in environment.volumes
    ]
    _, owner, key = max([*databases, *volumes], key=lambda item: item[0])
    return _written(context, (*owner, key), owner), f"`{owner[1]}` is the largest"


def _written(context: RuleContext, *paths: KeyPath) -> KeyPath:
    """The first of the paths that the file has; a frontend's `web` need not be in it at all."""
    return next((path for path in paths if context.document.has(path)), ("service",))
