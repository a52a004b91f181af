"""What changes between two estimates of one preview."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from previewctl.cost.estimate import CostLine, Estimate


class CostChange(NamedTuple):
    """One part, as it was and as it is; None where it is not there."""

    component: str
    before: CostLine | None
    after: CostLine | None

    @property
    def difference(self) -> Decimal:
        """US dollars per month that it costs more, as it is expected to run."""
        before = self.before.scheduled if self.before else Decimal()
        after = self.after.scheduled if self.after else Decimal()
        return after - before


def compare(before: Estimate | None, after: Estimate) -> tuple[CostChange, ...]:
    """All parts of either, in the order of `after`. A volume is its database's: new data makes no new cost."""
    old, new = _by_part(before), _by_part(after)
    names = [*new, *(name for name in old if name not in new)]
    return tuple(CostChange(component=" ".join(name), before=old.get(name), after=new.get(name)) for name in names)


def _by_part(estimate: Estimate | None) -> Mapping[tuple[str, ...], CostLine]:
    return {line.part: line for line in estimate.lines} if estimate else {}
