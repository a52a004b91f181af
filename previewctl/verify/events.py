"""What happens to the objects of a tree, and what is known to happen before what."""

from __future__ import annotations

from collections import deque
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from previewctl.verify.knots import knots

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Moment(StrEnum):
    """What happens to an object; the words complete "… has been …" or "… has …" in a path."""

    REACHED = "is reached"
    """Of a wave: all that stands before it in the sync is healthy."""
    APPLIED = "is applied"
    AVAILABLE = "holds its data"
    BOUND = "is bound"
    SCHEDULED = "is scheduled"
    MOUNTED = "has its volumes"
    STARTED = "starts"
    DONE = "is done"
    READY = "is ready"
    HEALTHY = "is healthy"
    COMPLETE = "has completed"


class Event(NamedTuple):
    """One moment of a task, or of a container of its pods. `task` is the number of the task in the sync; -1 - n: wave n."""

    task: int
    moment: Moment
    part: str = ""


class Order:
    """A relation "happens before": edges that hold in every run, and what follows from them."""

    def __init__(self) -> None:
        self._after: dict[Event, dict[Event, None]] = {}

    def add(self, *chain: Event) -> None:
        """Each event of the chain happens before the next one."""
        for event in chain:
            self._after.setdefault(event, {})
        for before, after in pairwise(chain):
            self._after[before][after] = None

    @property
    def events(self) -> tuple[Event, ...]:
        """All of them."""
        return tuple(self._after)

    def has(self, event: Event) -> bool:
        """Whether the event is one of those that can happen at all."""
        return event in self._after

    def holds(self, before: Event, after: Event) -> bool:
        """Whether `before` happens before `after` in every run in which `after` happens."""
        return self.path(before, after) is not None

    def path(self, start: Event, end: Event) -> tuple[Event, ...] | None:
        """A shortest way from one event to another one; None where there is no way."""
        return self._walk(deque([start]), end)

    def cycles(self) -> Iterator[tuple[Event, ...]]:
        """For each knot of events that wait for each other a shortest circle; none of them, nor what follows, ever happens."""
        for members in self._knots():
            yield min((self._circle(event) for event in members), key=len)

    def stuck(self) -> frozenset[Event]:
        """The events that never happen: those that wait for each other, and all behind them."""
        found: set[Event] = {event for knot in self._knots() for event in knot}
        waiting = deque(found)
        while waiting:
            for after in self._after.get(waiting.popleft(), ()):
                if after not in found:
                    found.add(after)
                    waiting.append(after)
        return frozenset(found)

    def _circle(self, event: Event) -> tuple[Event, ...]:
        first = deque(self._after[event])
        if event in self._after[event]:
            return (event, event)
        way = self._walk(first, event)
        assert way is not None
        return (event, *way)

    def _walk(self, waiting: deque[Event], end: Event) -> tuple[Event, ...] | None:
        came: dict[Event, Event | None] = dict.fromkeys(waiting)
        while waiting:
            here = waiting.popleft()
            if here == end:
                return tuple(reversed(list(_back(came, here))))
            for after in self._after.get(here, ()):
                if after not in came:
                    came[after] = here
                    waiting.append(after)
        return None

    def _knots(self) -> Iterable[tuple[Event, ...]]:
        """The strongly connected parts with more than one event, or with an event that waits for itself."""
        return (knot for knot in knots(self._after) if len(knot) > 1 or knot[0] in self._after[knot[0]])


def _back(came: dict[Event, Event | None], end: Event) -> Iterator[Event]:
    here: Event | None = end
    while here is not None:
        yield here
        here = came[here]
