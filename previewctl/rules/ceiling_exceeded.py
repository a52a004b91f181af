"""What the platform allows one preview to use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import CEILING_EXCEEDED
from previewctl.rules.context import Finding, KeyPath, Needs, RuleContext, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.plan.model import Environment

_PODS = "lower `resources` or `replicas`: every pod counts, with one more of each process that serves, and the hooks"
_REMEDIES = {
    "cpu": _PODS,
    "memory": _PODS,
    "storage": "lower `storage` or `size`: all volumes count",
}


@rule(CEILING_EXCEEDED, needs=Needs.PLAN)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports requests, volumes and a lifetime above the ceilings."""
    if context.environment is None:
        return
    yield from _amounts(context, context.environment)
    longest, lifetime = context.platform.ceilings.lifetime, context.environment.lifetime.max
    if lifetime > longest:
        message = f"the preview would live for {lifetime}, and {longest} is the most"
        path: KeyPath = ("lifetime", "max") if context.spec.lifetime.max else ("service",)
        yield Finding(path, message, f"write `max: {longest}` or less", forbids=("ceilings", "lifetime"))


def _amounts(context: RuleContext, environment: Environment) -> Iterator[Finding]:
    usage, ceilings = environment.usage, context.platform.ceilings
    processes: KeyPath = ("resources",) if context.spec.resources else ("processes",)
    used = (
        ("cpu", usage.cpu, ceilings.cpu, processes),
        ("memory", usage.memory, ceilings.memory, processes),
        ("storage", usage.storage, ceilings.storage, ("databases",) if environment.databases else ("volumes",)),
    )
    for name, amount, ceiling, path in used:
        if amount > ceiling:
            message = f"the preview would use {amount} of {name}, and {ceiling} is the most"
            yield Finding(path, message, _REMEDIES[name], on_key=True, forbids=("ceilings", name))
    if usage.pods > ceilings.pods:
        message = (
            f"the preview would have {usage.pods} pods with its hooks and rollouts, and {ceilings.pods} is the most"
        )
        yield Finding(("processes",), message, _PODS, on_key=True, forbids=("ceilings", "pods"))
