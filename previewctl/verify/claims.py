"""What must be proven of a sync: ready(database) < seeded < migrated < app serving, pair by pair."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.diagnostics.catalogue import (
    APP_BEFORE_DATABASE,
    JOB_BEFORE_DATABASE,
    SEED_AFTER_MIGRATIONS,
    SERVES_BEFORE_HOOKS,
)
from previewctl.verify.events import Event, Moment
from previewctl.verify.pods import Container, Part, containers
from previewctl.verify.relation import runs, serving_start
from previewctl.verify.roles import asks_for_database, checks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.diagnostics.catalogue import Code
    from previewctl.verify.relation import Relation
    from previewctl.verify.roles import Cast
    from previewctl.verify.tasks import Task


class Claim(NamedTuple):
    """That `first` is as far as `start` says before `then` begins."""

    code: Code
    first: Task
    start: Event
    then: Task
    end: Event
    help: str


_AFTER_DATABASES = "make it a hook of the phase Sync (`argocd.argoproj.io/hook: Sync`) in a wave above the database's"
_AFTER_SEEDS = "put the seed into a wave between the database's and that of the migrations"
_AFTER_HOOKS = "put the app into the last wave, and the Job before it: `argocd.argoproj.io/hook: Sync` in a lower wave"


def claims(relation: Relation, cast: Cast) -> Iterator[Claim]:
    """All pairs whose order matters to the data."""
    for code, first, then, remedy in _pairs(cast):
        number = relation.numbers[then]
        begins = serving_start(then, number) if then in cast.apps else _work_begins(then, number)
        if begins is not None and relation.order.has(begins):
            yield Claim(code, first, prepared(relation, first), then, begins, remedy)


def prepared(relation: Relation, task: Task) -> Event:
    """That a Job has completed, or that a server is ready."""
    complete = Event(relation.numbers[task], Moment.COMPLETE)
    return complete if relation.order.has(complete) else complete._replace(moment=Moment.READY)


def add_waiting(relation: Relation, cast: Cast) -> None:
    """Init containers that wait, and what for: `migrate --check` for the migrations, `pg_isready` for the databases."""
    for task, number in relation.numbers.items():
        for container in containers(task.item) if runs(task) and task not in cast.migrations else ():
            done = Event(number, Moment.DONE, container.name)
            for migration in cast.migrations:
                if (awaited := _awaited(relation, container, migration)) is not None:
                    relation.order.add(awaited, done)
            for database in cast.uses[task] if asks_for_database(container) else ():
                relation.order.add(prepared(relation, database), done)


def _awaited(relation: Relation, container: Container, migration: Task) -> Event | None:
    """What of a migration Job a container waits for: the step that it is named after, as previewctl names it, or all."""
    if container.part is not Part.INIT:
        return None
    step = next((each for each in containers(migration.item) if container.name == f"wait-{each.name}"), None)
    if step is not None and step.part is Part.INIT:
        return Event(relation.numbers[migration], Moment.DONE, step.name)
    return prepared(relation, migration) if step is not None or checks(container) else None


def _pairs(cast: Cast) -> Iterator[tuple[Code, Task, Task, str]]:
    jobs = (*cast.seeds, *cast.migrations, *cast.later)
    for job in jobs:
        yield from ((JOB_BEFORE_DATABASE, database, job, _AFTER_DATABASES) for database in cast.uses[job])
    for migration in cast.migrations:
        for seed in cast.seeds:
            if cast.share(seed, migration):
                yield SEED_AFTER_MIGRATIONS, seed, migration, _AFTER_SEEDS
    for later in cast.later:
        for job in (*cast.seeds, *cast.migrations):
            yield SERVES_BEFORE_HOOKS, job, later, _AFTER_HOOKS
    for app in cast.apps:
        yield from ((APP_BEFORE_DATABASE, database, app, _AFTER_HOOKS) for database in cast.uses[app])
        yield from ((SERVES_BEFORE_HOOKS, job, app, _AFTER_HOOKS) for job in jobs if cast.share(job, app))


def _work_begins(task: Task, number: int) -> Event | None:
    """When the first container of a Job starts that does more than wait; None for one that never runs."""
    working = next((each for each in containers(task.item) if not (checks(each) or asks_for_database(each))), None)
    return Event(number, Moment.STARTED, working.name) if working and runs(task) else None
