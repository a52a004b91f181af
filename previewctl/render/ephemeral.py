"""The patches of databases without a volume: what their pods do before anybody may connect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.plan.hooks import HOOK_RESOURCES
from previewctl.render.engine import render_template
from previewctl.render.views import EphemeralView, StartView
from previewctl.render.workloads import step_container
from previewctl.spec.quantities import Quantity, parse_quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.plan.model import DatabasePlan, Environment

_LOGS_AND_TEMPORARY = parse_quantity("1Gi")
"""What a container may use of its node's disk beside the data, as everywhere else."""


def ephemeral_patches(environment: Environment) -> Iterator[tuple[str, bytes]]:
    """By file name: the patch of each ephemeral database."""
    for database in environment.databases:
        if database.ephemeral:
            view = _view(environment, database)
            yield f"ephemeral-{database.engine}.yaml", render_template("overlay/ephemeral.yaml", database=view)


def ephemeral_components(database: DatabasePlan) -> Iterator[str]:
    """The components of the bases that take an ephemeral database's volume away, and let it prepare itself."""
    if database.ephemeral:
        yield f"databases/{database.engine}-ephemeral"
        if is_sidecar(database):
            yield f"databases/{database.engine}-prepared"


def is_sidecar(database: DatabasePlan) -> bool:
    """Whether the server runs beside the init containers that prepare it."""
    return database.ephemeral and bool(database.preparation)


def _view(environment: Environment, database: DatabasePlan) -> EphemeralView:
    name = database.engine
    before = ("fresh", "seed") if database.seeded else ("fresh",)
    start = StartView(
        before=before if name == "postgres" else (),
        server=name,
        after=tuple(step_container(environment, step, HOOK_RESOURCES) for step in database.preparation),
    )
    return EphemeralView(
        engine=name,
        data=database.data,
        storage=str(database.storage),
        room=str(Quantity(database.storage.nanos + _LOGS_AND_TEMPORARY.nanos)),
        patience=database.patience,
        mains=() if is_sidecar(database) else (name,),
        starts=(start,) if is_sidecar(database) else (),
    )
