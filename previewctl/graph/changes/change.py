"""A change of one preview, from its plan to what runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.cost.comparison import CostChange, compare
from previewctl.cost.estimate import estimate
from previewctl.graph.changes.comparison import Difference, differences
from previewctl.graph.changes.consequences import Consequences, consequences
from previewctl.graph.changes.objects import ObjectChange, object_changes

if TYPE_CHECKING:
    from decimal import Decimal

    from previewctl.graph.changes.building import Workbench
    from previewctl.plan.model import Environment
    from previewctl.render.tree import FileTree
    from previewctl.spec.platform import PlatformSpec


class Side(NamedTuple):
    """A preview before or after: its plan and its files."""

    environment: Environment
    tree: FileTree


class Change(NamedTuple):
    """What changes. `unbuilt` says why the objects are not known, empty where they are; costs are per month."""

    service: str
    differences: tuple[Difference, ...]
    objects: tuple[ObjectChange, ...]
    consequences: Consequences
    unbuilt: str
    costs: tuple[CostChange, ...]
    cost_before: Decimal | None
    cost_after: Decimal | None


def change_of(before: Side | None, after: Side | None, platform: PlatformSpec, workbench: Workbench) -> Change:
    """Compares both sides; None stands for a preview that is not there."""
    built = [workbench.objects(side.tree) if side else {} for side in (before, after)]
    refusals = [item for item in built if isinstance(item, str)]
    old, new = ({} if isinstance(item, str) else item for item in built)
    known = not refusals
    synced = old != new
    old_cost = estimate(before.environment, platform) if before else None
    new_cost = estimate(after.environment, platform) if after else None
    there = after or before
    assert there is not None
    return Change(
        service=there.environment.service,
        differences=differences(before.environment if before else None, after.environment if after else None),
        objects=object_changes(old, new) if known else (),
        consequences=consequences(old, new, synced=synced) if known else Consequences(synced=True),
        unbuilt=refusals[0] if refusals else "",
        costs=compare(old_cost, new_cost) if new_cost else (),
        cost_before=old_cost.scheduled if old_cost else None,
        cost_after=new_cost.scheduled if new_cost else None,
    )
