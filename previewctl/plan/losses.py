"""Which pods a spot node may take away, and what happens then."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.plan.model import DatabasePlan, Environment, ProcessPlan


class Loss(NamedTuple):
    """A pod, how likely it stands on a spot node (`likely`, `rarely` or `never`), and what its end means."""

    name: str
    on_spot: str
    then: str


def losses(environment: Environment) -> tuple[Loss, ...]:
    """Every pod of the preview, in the order of the waves."""
    return tuple(_losses(environment))


def _losses(environment: Environment) -> Iterator[Loss]:
    policy = environment.spot.policy
    likely, rarely = ("never", "never") if policy == "never" else ("likely", "rarely")
    for database in environment.databases:
        yield Loss(database.engine, rarely, _of_database(database))
    for service in environment.services:
        yield Loss(service.name, likely, "starts anew, with nothing in it")
    if environment.stubs:
        yield Loss("stubs", likely, "starts anew; stubs hold nothing")
    for hook in environment.hooks:
        yield Loss(hook.name, rarely, "runs again, within its deadline")
    for process in environment.processes:
        yield Loss(process.name, likely, _of_process(process))


def _of_database(database: DatabasePlan) -> str:
    if not database.ephemeral:
        return f"starts again on {database.claim}; what was committed stays"
    steps = ", ".join(step.name for step in database.preparation)
    return f"starts over from its seed ({steps}); what testers entered is gone" if steps else "starts over, empty"


def _of_process(process: ProcessPlan) -> str:
    kept = f"; {', '.join(process.volumes)} stays" if process.volumes else ""
    gap = "a short outage" if process.port and process.replicas < 2 else "another pod goes on"
    return f"starts again elsewhere: {gap if process.port else 'tasks under way end first, or are lost'}{kept}"
