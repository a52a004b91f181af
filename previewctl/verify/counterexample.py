"""How an order that is not proven can go wrong: the shortest path of objects that shows it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from previewctl.verify.events import Moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from previewctl.verify.events import Event
    from previewctl.verify.relation import Relation
    from previewctl.verify.tasks import Task


OF_WAVES = frozenset({Moment.APPLIED, Moment.HEALTHY})
"""What happens to every object of a wave."""


class Counterexample(NamedTuple):
    """`path` leads from what happens too early to what it should have waited for, and which waits for it instead.

    `beside`: the two are not ordered at all, so either may come first; the path is then the former alone.
    """

    path: tuple[Task, ...]
    beside: bool

    def text(self, first: Task) -> str:
        """`Deployment/web (wave 0) → Job/migrate (PostSync, wave 0)`, or that nothing stands between the two."""
        shown = " → ".join(task.text for task in self.path)
        return f"{shown}, and beside it {first.text}" if self.beside else shown


def counterexample(relation: Relation, first: Event, then: Event) -> Counterexample:
    """Why `then` may happen before `first`; the relation does not order them so."""
    way = relation.order.path(then, first)
    if way is not None:
        return Counterexample(objects_on(relation, way), beside=False)
    return Counterexample((relation.tasks[then.task],), beside=True)


def objects_on(relation: Relation, way: Sequence[Event]) -> tuple[Task, ...]:
    """The objects of a path of events, each once in a row.

    Waves are left out, and so is what stands on the way for its wave alone: any other object there would do as well.
    """
    ends = (way[0].task, way[-1].task)
    runs = [(number, {event.moment for event in run}) for number, run in groupby(way, key=lambda event: event.task)]
    kept = [number for number, moments in runs if number >= 0 and (number in ends or moments - OF_WAVES)]
    return tuple(relation.tasks[number] for number, _ in groupby(kept))
