"""Databases that are called ready too early, never fail, or lose what only a sync puts into them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import (
    DATABASE_WITHOUT_PROBE,
    RESTART_LOSES_DATA,
    STATEFUL_SET_DATABASE,
)
from previewctl.verify.finding import Finding
from previewctl.verify.pods import Container, Part, containers, keeps_data
from previewctl.verify.roles import has_schema, migrates, seeds_itself, serving_container
from previewctl.verify.scenarios import SYNCS, Scenario
from previewctl.verify.selecting import selecting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from previewctl.verify.roles import Cast
    from previewctl.verify.tasks import Task


def database_traps(tasks: Sequence[Task], cast: Cast) -> Iterator[Finding]:
    """What is wrong with databases one by one, in the syncs and when a node is reclaimed."""
    for database in cast.databases:
        yield from _without_probe(database)
        if database.item.kind == "StatefulSet":
            yield Finding(
                STATEFUL_SET_DATABASE,
                database.item,
                f"{database.quoted} never turns Degraded: a server that cannot start keeps the sync, and a closed pull "
                "request's preview, for ever",
                "make it a Deployment with `strategy: {type: Recreate}`, `progressDeadlineSeconds` and a claim of its own",
                scenarios=(Scenario.FIRST, Scenario.SEED),
            )
        if not keeps_data(database.item):
            yield from _loses_data(database, tasks, cast)


def _without_probe(database: Task) -> Iterator[Finding]:
    """Without a probe a container is ready as soon as it runs, and a sidecar lets the next one start.

    https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/: a startup probe holds back
    readiness too.
    """
    container = serving_container(database.item)
    if container is None or container.has_probe("startupProbe"):
        return
    if container.part is Part.SIDECAR or not container.has_probe("readinessProbe"):
        wanted = "startupProbe" if container.part is Part.SIDECAR else "readinessProbe"
        yield Finding(
            DATABASE_WITHOUT_PROBE,
            database.item,
            f"{database.quoted} counts as ready before its server answers: container `{container.name}` has no `{wanted}`",
            f"add a `{wanted}` that asks the server, such as `pg_isready -h 127.0.0.1`",
            path=(database.text,),
            scenarios=(*SYNCS, Scenario.RESTART),
        )


def _loses_data(database: Task, tasks: Sequence[Task], cast: Cast) -> Iterator[Finding]:
    """What hooks put into it is gone with its pod, and no sync follows: only its own containers run again."""
    lost = [seed for seed in cast.seeds if database in cast.uses[seed] and not _repeats(database, seed, seeds_itself)]
    lost += [
        migration
        for migration in cast.migrations
        if has_schema(database.item)
        and database in cast.uses[migration]
        and not _repeats(database, migration, migrates)
    ]
    if not lost:
        yield from _found_too_early(database, tasks, cast)
        return
    services = [task.text for task in tasks if selecting(task.item, database.item)]
    apps = [task.text for task in cast.apps if database in cast.uses[task]]
    path = (database.text, *services[:1], *apps[:1])
    yield Finding(
        RESTART_LOSES_DATA,
        database.item,
        f"{database.quoted} comes back empty and ready on another node: {lost[-1].quoted} runs in a sync only",
        "mount a claim, or let containers of the database's own pod restore and migrate it before it is ready",
        tuple((task.item, "this does not run again when a pod is replaced") for task in lost),
        path,
        " → ".join(path),
        (Scenario.RESTART,),
    )


def _found_too_early(database: Task, tasks: Sequence[Task], cast: Cast) -> Iterator[Finding]:
    """Its pod prepares itself before it is ready, which says nothing to a Service that names pods before they are."""
    jobs = [job for job in (*cast.seeds, *cast.migrations) if database in cast.uses[job]]
    early = [task for task in tasks if selecting(task.item, database.item) and _names_early(task)]
    for service in early if jobs else ():
        path = (service.text, database.text)
        yield Finding(
            RESTART_LOSES_DATA,
            service.item,
            f"{service.quoted} leads to {database.quoted} while that is still restored on another node",
            "set `publishNotReadyAddresses: false`: the pod is ready when its data is in place",
            ((database.item, "this has nothing in it when its pod is replaced"),),
            path,
            " → ".join(path),
            (Scenario.RESTART,),
        )


def _names_early(service: Task) -> bool:
    return service.item.spec.get("publishNotReadyAddresses").text == "true"


def _repeats(database: Task, job: Task, does: Callable[[Container], bool]) -> bool:
    """Whether the pod itself does what a Job does before it is ready: its very commands, or one that looks like it."""
    own = [each for each in containers(database.item) if _holds_back_readiness(each)]
    commands = {each.words for each in own if each.words}
    repeated = [each.words in commands for each in containers(job.item)]
    return all(repeated) if any(repeated) else any(does(each) for each in own)


def _holds_back_readiness(container: Container) -> bool:
    return container.part is Part.INIT or container.has_probe("readinessProbe") or container.has_probe("startupProbe")
