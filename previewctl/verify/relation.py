"""The relation "happens before" of one sync: what Argo CD waits for, and what Kubernetes waits for in between."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.verify.events import Event, Moment, Order
from previewctl.verify.health import Waits, waits
from previewctl.verify.pods import Part, containers, needs, replicas
from previewctl.verify.providing import providers

if TYPE_CHECKING:
    from collections.abc import Container as Among
    from collections.abc import Iterator, Mapping, Sequence

    from previewctl.verify.providing import Provided
    from previewctl.verify.tasks import Task, Wave


class Before(NamedTuple):
    """What stands in the cluster already when a sync begins.

    `secrets`: the Secrets and ConfigMaps that pods name, if only with what they held before. `claims`: bound volumes,
    but for those of `new_claims`. `pods`: an object may be judged by the pods that it had before.
    """

    secrets: bool = False
    claims: bool = False
    pods: bool = False
    new_claims: Among[str] = ()


class Relation(NamedTuple):
    """The order of one sync, and the tasks that its events are about."""

    order: Order
    tasks: tuple[Task, ...]
    numbers: dict[Task, int]
    """The numbers by which events name tasks."""


def relation_of(waves: Sequence[Wave], before: Before) -> Relation:
    """Builds the relation; an event that is not in it never happens."""
    tasks = tuple(task for wave in waves for run in wave for task in run)
    order = Order()
    numbers = {task: number for number, task in enumerate(tasks)}
    _add_waves(order, waves, numbers)
    provided = providers(tasks)
    for number, task in enumerate(tasks):
        _add_health(order, number, task, before)
        _add_pods(order, number, task)
        _add_needs(order, number, task, provided, before)
    _add_claims(order, tasks, waves, before)
    return Relation(order, tasks, numbers)


def serving_start(task: Task, number: int) -> Event | None:
    """When the first of the containers that stay starts; None for what has no pods."""
    main = next((each for each in containers(task.item) if each.part is Part.MAIN), None)
    return Event(number, Moment.STARTED, main.name) if main and runs(task) else None


def runs(task: Task) -> bool:
    """Whether a sync makes pods of it: a CronJob's come by the clock, and none come of what is suspended or asleep."""
    item = task.item
    if waits(item) is Waits.NEVER or item.kind == "CronJob":
        return False
    return bool(item.template.mapping) and (item.kind in ("Job", "Pod", "DaemonSet") or replicas(item) > 0)


def reached(wave: int) -> Event:
    """That Argo CD begins a wave, by its place among all."""
    return Event(-1 - wave, Moment.REACHED)


def _add_waves(order: Order, waves: Sequence[Wave], numbers: Mapping[Task, int]) -> None:
    """Kinds are applied one after the other in a wave; the next wave waits for the health of all of this one (`Sync`)."""
    for place, wave in enumerate(waves):
        gate = reached(place)
        for run_number, run in enumerate(wave):
            following = Event(-1 - place, Moment.APPLIED, f"run {run_number}")
            for task in run:
                order.add(gate, Event(numbers[task], Moment.APPLIED), following)
                order.add(Event(numbers[task], Moment.HEALTHY), reached(place + 1))
            gate = following
        order.add(gate, reached(place + 1))


_HEALTHY_AFTER = {
    Waits.NOTHING: Moment.APPLIED,
    Waits.READY: Moment.READY,
    Waits.COMPLETE: Moment.COMPLETE,
    Waits.BOUND: Moment.BOUND,
    Waits.SYNCED: Moment.AVAILABLE,
    Waits.ADDRESS: Moment.APPLIED,
    Waits.NEVER: Moment.HEALTHY,
}


def _add_health(order: Order, number: int, task: Task, before: Before) -> None:
    healthy = Event(number, Moment.HEALTHY)
    order.add(Event(number, Moment.APPLIED), healthy)
    on_delete = task.item.spec.get("updateStrategy", "type").text == "OnDelete"
    if not (before.pods and on_delete):
        order.add(Event(number, _HEALTHY_AFTER[waits(task.item)]), healthy)


def _add_pods(order: Order, number: int, task: Task) -> None:
    """Init containers one by one, sidecars up to their startup probe, then the others; ready when all are."""
    if not runs(task):
        return
    end = Event(number, Moment.COMPLETE if waits(task.item) is Waits.COMPLETE else Moment.READY)
    last = Event(number, Moment.MOUNTED)
    order.add(Event(number, Moment.APPLIED), Event(number, Moment.SCHEDULED), last)
    for container in containers(task.item):
        started, done = (Event(number, moment, container.name) for moment in (Moment.STARTED, Moment.DONE))
        order.add(last, started, end)
        if container.part is Part.INIT or (container.part is Part.SIDECAR and container.has_probe("startupProbe")):
            order.add(started, done)
            last = done
        elif container.part is Part.SIDECAR:
            last = started


def _add_needs(
    order: Order, number: int, task: Task, provided: Mapping[tuple[str, str], Provided], before: Before
) -> None:
    """A container waits for the Secrets and ConfigMaps that it names, a pod for those of its volumes."""
    for need in needs(task.item) if runs(task) else ():
        provider = provided.get((need.kind, need.name))
        if provider is None or provider.namespace not in ("", task.item.namespace):
            continue
        waiting = Event(number, Moment.STARTED, need.container) if need.container else Event(number, Moment.MOUNTED)
        if need.kind == "PersistentVolumeClaim":
            if _is_new(need.name, before):
                order.add(Event(provider.task, Moment.BOUND), waiting)
        elif not before.secrets:
            order.add(Event(provider.task, Moment.AVAILABLE), waiting)
    if task.item.kind in ("Secret", "ConfigMap") or waits(task.item) is Waits.SYNCED:
        order.add(Event(number, Moment.APPLIED), Event(number, Moment.AVAILABLE))


def _add_claims(order: Order, tasks: Sequence[Task], waves: Sequence[Wave], before: Before) -> None:
    """A volume is bound when a first pod that mounts it is scheduled (`WaitForFirstConsumer`), as on most clouds.

    https://kubernetes.io/docs/concepts/storage/storage-classes/#volume-binding-mode
    """
    places = [place for place, wave in enumerate(waves) for run in wave for _ in run]
    for number, task in enumerate(tasks):
        if task.item.kind != "PersistentVolumeClaim":
            continue
        applied, bound = Event(number, Moment.APPLIED), Event(number, Moment.BOUND)
        order.add(applied, bound)
        if not _is_new(task.item.name, before) or task.item.spec.get("volumeName").text:
            continue
        users = list(_users(tasks, task))
        for user in users:
            order.add(applied, Event(user, Moment.SCHEDULED))
        if not users:
            order.add(bound, bound)
            continue
        first = places[users[0]]
        beside = [user for user in users if places[user] == first]
        # Of several in one wave any may be the first: all that is sure is that their wave has begun.
        order.add(Event(beside[0], Moment.SCHEDULED) if len(beside) == 1 else reached(first), bound)


def _is_new(claim: str, before: Before) -> bool:
    """Whether a claim's volume is made in this sync."""
    return not before.claims or claim in before.new_claims


def _users(tasks: Sequence[Task], claim: Task) -> Iterator[int]:
    """The tasks whose pods mount a claim, in the order in which they are applied."""
    for number, task in enumerate(tasks):
        if runs(task) and task.item.namespace == claim.item.namespace:
            names = {need.name for need in needs(task.item) if need.kind == "PersistentVolumeClaim"}
            if claim.item.name in names:
                yield number
