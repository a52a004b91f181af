"""What the platform allows one preview to cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import TOO_EXPENSIVE
from previewctl.rules.context import Finding, KeyPath, Needs, RuleContext, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.cost.estimate import CostLine


@rule(TOO_EXPENSIVE, needs=Needs.PLAN)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a preview that costs more in a month than the platform allows.

    Why:
        What counts is a whole month as the preview is expected to run: on the nodes that its spot policy asks for, asleep when
        its schedule says so, with its volumes and its share of the load balancers. `previewctl cost` shows every part.

    Bad:
        resources: {web: {cpu: 4, memory: 8Gi}}
        spot: never
        # platform.yaml
        ceilings: {monthlyCost: 40}

    Good:
        resources: {web: {cpu: 1, memory: 1Gi}}
        spot: preferred
        # platform.yaml
        ceilings: {monthlyCost: 40}

    Fix:
        Lower `resources` or `replicas` of what costs most, let it sleep at night and over the weekend with `lifetime.sleep`, or
        allow spot nodes with `spot: preferred`. Otherwise ask for a higher `ceilings.monthlyCost` in platform.yaml.
    """
    ceiling = context.platform.ceilings.monthly_cost
    if context.environment is None or ceiling is None:
        return
    from decimal import Decimal

    from previewctl.cost.estimate import cents, estimate

    found = estimate(context.environment, context.platform)
    most = Decimal(str(ceiling))
    if cents(found.scheduled) <= most:
        return
    largest = max(found.lines, key=lambda line: line.scheduled)
    path = _path(context, largest)
    yield Finding(
        path,
        f"the preview would cost ${cents(found.scheduled)} a month, and ${cents(most)} is the most",
        "lower `resources`, let it sleep with `lifetime: {sleep: …}`, or ask for a higher ceiling; see `previewctl cost`",
        on_key=len(path) < 3,
        forbids=("ceilings", "monthlyCost"),
        label=f"the {' '.join(largest.part)} costs ${cents(largest.scheduled)}, the most of all",
    )


def _path(context: RuleContext, line: CostLine) -> KeyPath:
    """Where the dearest part is written."""
    kinds = {"process": "processes", "database": "databases", "service": "services", "volume": "volumes"}
    path: KeyPath = (kinds.get(line.part[0], "endpoint"), *line.part[1:])
    owned: KeyPath = ("databases", *line.part[1:])
    candidates = (("resources", *line.part[1:]), path, owned, ("spot",))
    return next((item for item in candidates if context.document.has(item)), ("service",))
