"""What the controller would create, update and delete, from what there is to what it generates."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.graph.simulation.generator import Application, GeneratedSet, duplicates

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Outcome(NamedTuple):
    """The change of one service's Applications.

    `unchanged` stay as they are. `held` says why something that should change does not.
    """

    service: str
    created: tuple[Application, ...] = ()
    updated: tuple[tuple[Application, Application], ...] = ()
    deleted: tuple[Application, ...] = ()
    unchanged: tuple[Application, ...] = ()
    held: tuple[str, ...] = ()


def outcomes(present: Mapping[str, Iterable[Application]], wanted: Mapping[str, GeneratedSet]) -> list[Outcome]:
    """By service, in their order; a service that has no ApplicationSet any more keeps its Applications.

    An error of the generator stops all three. Duplicate names are left as they are. A name that the API server refuses is
    an error that comes before anything is deleted (applicationset_controller.go, Reconcile).
    """
    found = []
    for service in sorted({*present, *wanted}):
        before = {item.name: item for item in present.get(service, ())}
        after = wanted.get(service)
        if after is None:
            found.append(Outcome(service, unchanged=tuple(before.values()), held=("it has no ApplicationSet",)))
        elif after.blocked:
            reason = f"{after.blocked.path} stops its ApplicationSet: {after.blocked.reason}"
            found.append(Outcome(service, unchanged=tuple(before.values()), held=(reason,)))
        else:
            found.append(_outcome(service, before, after.applications))
    return found


def _outcome(service: str, before: dict[str, Application], generated: tuple[Application, ...]) -> Outcome:
    twice = set(duplicates(generated))
    names = {item.name for item in generated}
    refused = sorted({item.name for item in generated if not item.acceptable})
    applied = {item.name: item for item in generated if item.name not in twice and item.acceptable}
    gone = tuple(item for name, item in before.items() if name not in names)
    held = [f"`{name}` is generated more than once, so it is left as it is" for name in sorted(twice)]
    held += [f"the API server refuses the name `{name}`, so nothing is deleted" for name in refused]
    return Outcome(
        service,
        created=tuple(item for name, item in applied.items() if name not in before),
        updated=tuple(
            (before[name], item) for name, item in applied.items() if name in before and before[name] != item
        ),
        deleted=() if refused else gone,
        unchanged=tuple(
            item
            for name, item in before.items()
            if applied.get(name) == item or (name in names and name not in applied) or (refused and item in gone)
        ),
        held=tuple(held),
    )
