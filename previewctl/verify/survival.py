"""What each pod holds, which events take it away, and what brings it back.

A container that is killed for its memory starts again in the same pod, and keeps the pod's volumes; every other event
makes a new pod: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/ and .../storage/volumes/#emptydir.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from previewctl.verify.pods import Part, containers, keeps_data
from previewctl.verify.roles import migrates, seeds_itself

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from previewctl.verify.objects import KubeObject
    from previewctl.verify.pods import Container
    from previewctl.verify.roles import Cast
    from previewctl.verify.tasks import Task


class Event(StrEnum):
    """What happens to a pod."""

    SPOT = "spot node reclaimed"
    DRAIN = "node drained"
    MEMORY = "out of memory"
    SLEEP = "sleep and wake"
    SYNC = "next sync"


class Outcome(StrEnum):
    """What becomes of a piece of state."""

    KEPT = "kept"
    REBUILT = "rebuilt"
    SCRATCH = "lost, as scratch is"
    REPEATED = "runs again"


class Fate(NamedTuple):
    """One piece of state of an object's pods, and what an event makes of it; `by` names what keeps or rebuilds it."""

    item: KubeObject
    state: str
    event: Event
    outcome: Outcome
    by: str


NEW_POD = (Event.SPOT, Event.DRAIN, Event.SLEEP, Event.SYNC)
"""The events that end a pod: another one takes its place."""


def fates(tasks: Sequence[Task], cast: Cast) -> Iterator[Fate]:
    """Every piece of state of every pod under every event, in the order of the sync."""
    jobs = {*cast.seeds, *cast.migrations, *cast.later}
    for task in tasks:
        if task in jobs:
            yield from _of_job(task)
        elif containers(task.item):
            for event in Event:
                yield from _of_server(task, event, database=task in cast.databases)


def _of_job(task: Task) -> Iterator[Fate]:
    for event in (Event.SPOT, Event.DRAIN, Event.MEMORY):
        by = "its Job starts another pod" if event is not Event.MEMORY else "its Job tries again, within `backoffLimit`"
        yield Fate(task.item, "its work so far", event, Outcome.REPEATED, by)


def _of_server(task: Task, event: Event, *, database: bool) -> Iterator[Fate]:
    item = task.item
    for volume in item.template.get("spec", "volumes").items:
        name = volume.get("name").text or ""
        claim = volume.get("persistentVolumeClaim", "claimName").text
        if not _is_used(item, name):
            continue
        if claim:
            yield Fate(item, f"volume `{name}`", event, Outcome.KEPT, f"PersistentVolumeClaim/{claim}")
        elif volume.get("emptyDir").line:
            yield _of_scratch(item, name, event, database=database)


def _of_scratch(item: KubeObject, name: str, event: Event, *, database: bool) -> Fate:
    state = f"emptyDir `{name}`"
    if event is Event.MEMORY:
        return Fate(item, state, event, Outcome.KEPT, "the pod stays, its container starts again")
    if database and not keeps_data(item):
        restoring = [each.name for each in containers(item) if _restores(each)]
        if restoring:
            return Fate(item, state, event, Outcome.REBUILT, f"its own {', '.join(restoring)}")
    return Fate(item, state, event, Outcome.SCRATCH, "nothing is promised to keep it")


def _restores(container: Container) -> bool:
    return seeds_itself(container) or migrates(container)


def _is_used(item: KubeObject, volume: str) -> bool:
    """Whether a container that stays mounts it."""
    return any(
        mount.get("name").text == volume
        for container in containers(item)
        if container.part is not Part.INIT
        for mount in container.node.get("volumeMounts").items
    )
