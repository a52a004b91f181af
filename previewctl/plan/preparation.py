"""Decides what the pod of an ephemeral database does before anybody may connect: the same steps as the Jobs of a sync.

Such a pod can be replaced at any time, and no sync follows: Argo CD sees nothing that differs from Git, and its hooks have
passed. So what the Jobs put into the database stands in the pod as well, and the Jobs find it done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.plan.waves import Wave

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.plan.model import DatabasePlan, HookPlan, Step

STARTING = 300
"""Seconds that a database may take to get ready, as the bases have it (`progressDeadlineSeconds`)."""


def prepared(databases: tuple[DatabasePlan, ...], hooks: tuple[HookPlan, ...]) -> tuple[DatabasePlan, ...]:
    """The databases, those that are ephemeral with the steps that their pods run, and with time for them."""
    owner = _owner_of_schema(databases)
    return tuple(
        database._replace(
            preparation=tuple(_steps(database, hooks, owner)),
            patience=STARTING + sum(hook.timeout.seconds for hook in hooks if _concerns(hook, database, owner)),
        )
        if database.ephemeral
        else database
        for database in databases
    )


def _owner_of_schema(databases: tuple[DatabasePlan, ...]) -> str:
    """The engine that the migrations are for: PostgreSQL, or MongoDB where there is no PostgreSQL."""
    engines = {database.engine for database in databases}
    return next((engine for engine in ("postgres", "mongodb") if engine in engines), "")


def _concerns(hook: HookPlan, database: DatabasePlan, owner: str) -> bool:
    if hook.wave is Wave.MIGRATIONS:
        return database.engine == owner
    return hook.wave is Wave.SEEDS and hook.name == f"seed-{database.engine}"


def _steps(database: DatabasePlan, hooks: tuple[HookPlan, ...], owner: str) -> Iterator[Step]:
    for hook in hooks:
        if _concerns(hook, database, owner):
            for step in hook.steps:
                # A migration may be called like one of the pod's other containers.
                other = step.app and step.name != "migrate"
                yield step._replace(name=f"migrate-{step.name}") if other else step
