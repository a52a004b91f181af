"""What the platform allows one preview to use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import CEILING_EXCEEDED
from previewctl.plan.databases import plan_databases
from previewctl.plan.hooks import plan_hooks
from previewctl.plan.processes import plan_processes, plan_services, plan_volumes
from previewctl.plan.quota import plan_quota
from previewctl.rules.context import Finding, RuleContext

if TYPE_CHECKING:
    from collections.abc import Iterator


def check(context: RuleContext) -> Iterator[Finding]:
    """Reports requests, volumes and a lifetime above the ceilings."""
    spec, platform = context.spec, context.platform
    databases = plan_databases(spec, platform, context.facts)
    hooks = plan_hooks(spec, platform, context.facts, databases, spec.image, 1)
    quota = plan_quota(
        plan_processes(spec, platform), databases, plan_services(spec), hooks, plan_volumes(spec, platform)
    )
    used = (
        ("cpu", quota.cpu, platform.ceilings.cpu),
        ("memory", quota.memory, platform.ceilings.memory),
        ("storage", quota.storage, platform.ceilings.storage),
    )
    for name, amount, ceiling in used:
        if amount > ceiling:
            message = f"the preview would use {amount} of {name} with its hooks and rollouts, and {ceiling} is the most"
            path = ("databases",) if name == "storage" else ("resources",) if spec.resources else ("processes",)
            yield Finding(CEILING_EXCEEDED, path, message, "ask for less", on_key=True, forbids=("ceilings", name))
    if spec.lifetime.max and spec.lifetime.max > platform.ceilings.lifetime:
        message = f"`max` is {spec.lifetime.max}, and {platform.ceilings.lifetime} is the most"
        yield Finding(
            CEILING_EXCEEDED,
            ("lifetime", "max"),
            message,
            f"write {platform.ceilings.lifetime} or less",
            forbids=("ceilings", "lifetime"),
        )
