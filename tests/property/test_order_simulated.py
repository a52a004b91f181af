"""The relation "happens before" against all runs of a simulated sync: it claims no order that a run breaks, and misses none."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from previewctl.source.foreign import read_foreign_yaml
from previewctl.verify.events import Event, Moment
from previewctl.verify.objects import KubeObject, objects_in
from previewctl.verify.relation import Relation, relation_of
from previewctl.verify.roles import cast
from previewctl.verify.scenarios import Scenario, before
from previewctl.verify.tasks import waves_of
from tests.property.argocd_simulator import Box, Happening, Simulator, Thing

if TYPE_CHECKING:
    from collections.abc import Sequence

GROUPS = {
    "Deployment": "apps/v1",
    "StatefulSet": "apps/v1",
    "DaemonSet": "apps/v1",
    "Job": "batch/v1",
    "Ingress": "networking.k8s.io/v1",
    "ExternalSecret": "external-secrets.io/v1",
}
MOMENTS = {
    Moment.APPLIED: "applied",
    Moment.AVAILABLE: "available",
    Moment.BOUND: "bound",
    Moment.SCHEDULED: "scheduled",
    Moment.STARTED: "started",
    Moment.DONE: "done",
    Moment.READY: "ready",
    Moment.COMPLETE: "complete",
}
WAVES = st.integers(-2, 2)
PHASES = st.sampled_from(["", "", "Sync", "PreSync", "PostSync"])
SECRETS = ("s0", "s1")
CLAIMS = ("c0", "c1")


def manifest(thing: Thing) -> dict[str, Any]:
    """The object that the simulator's thing stands for."""
    annotations = {"argocd.argoproj.io/sync-wave": str(thing.wave)}
    if thing.phase:
        annotations["argocd.argoproj.io/hook"] = thing.phase
    spec: dict[str, Any] = {"target": {"name": thing.target}} if thing.target else {}
    if thing.boxes:
        spec["template"] = {"spec": pod(thing)}
    if thing.kind in ("Deployment", "StatefulSet"):
        spec["replicas"] = thing.replicas
    if thing.suspended:
        spec["suspend" if thing.kind == "Job" else "paused"] = True
    metadata = {"name": thing.name, "annotations": annotations}
    return {"apiVersion": GROUPS.get(thing.kind, "v1"), "kind": thing.kind, "metadata": metadata, "spec": spec}


def pod(thing: Thing) -> dict[str, Any]:
    """The pod's specification."""

    def container(box: Box) -> dict[str, Any]:
        return {
            "name": box.name,
            **({"envFrom": [{"secretRef": {"name": box.reads}}]} if box.reads else {}),
            **({"restartPolicy": "Always"} if box.part == "sidecar" else {}),
            **({"startupProbe": {"exec": {"command": ["true"]}}} if box.startup_probe else {}),
        }

    return {
        "initContainers": [container(box) for box in thing.boxes if box.part != "main"],
        "containers": [container(box) for box in thing.boxes if box.part == "main"],
        "volumes": [
            *({"name": name, "persistentVolumeClaim": {"claimName": name}} for name in thing.claims),
            *({"name": name, "secret": {"secretName": name}} for name in thing.files),
        ],
    }


@st.composite
def boxes(draw: st.DrawFn) -> tuple[Box, ...]:
    """The containers of a pod: up to two that start it, and one or two that stay."""
    starting = draw(st.lists(st.sampled_from(["init", "sidecar"]), max_size=2))
    parts = [*starting, *["main"] * draw(st.integers(1, 1 if starting else 2))]
    return tuple(
        Box(f"b{number}", part, draw(st.booleans()), draw(st.sampled_from(["", "", *SECRETS])))
        for number, part in enumerate(parts)
    )


@st.composite
def trees(draw: st.DrawFn) -> list[Thing]:
    """A few objects. Each claim has at most one pod that mounts it: which of two pods is the first nobody can know."""
    things = []
    free = list(CLAIMS)
    for number in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(["Deployment", "Deployment", "Job", "Job", "StatefulSet", "DaemonSet"]))
        mounted = tuple(name for name in tuple(free) if draw(st.integers(0, 3)) == 0)
        free = [name for name in free if name not in mounted]
        suspended = kind in ("Deployment", "Job") and draw(st.integers(0, 9)) == 0
        replicas = draw(st.sampled_from([1, 1, 1, 0])) if kind in ("Deployment", "StatefulSet") else 1
        phase = draw(PHASES) if kind == "Job" else ""
        files = draw(st.sampled_from([(), (), ("s0",), ("s1",)]))
        name = f"w{number}"
        things.append(
            Thing(kind, name, draw(WAVES), phase, draw(boxes()), mounted, replicas, suspended=suspended, files=files)
        )
    for name in SECRETS:
        match draw(st.sampled_from(["none", "Secret", "ExternalSecret"])):
            case "Secret":
                things.append(Thing("Secret", name, draw(WAVES)))
            case "ExternalSecret":
                things.append(Thing("ExternalSecret", f"x-{name}", draw(WAVES), target=name))
    things += [Thing("PersistentVolumeClaim", name, draw(WAVES)) for name in CLAIMS if draw(st.booleans())]
    things += [Thing(kind, "e", draw(WAVES)) for kind in ("Service", "Ingress") if draw(st.integers(0, 3)) == 0]
    return things


def objects(things: Sequence[Thing]) -> list[KubeObject]:
    """The tree as previewctl reads it."""
    documents = read_foreign_yaml("\n---\n".join(json.dumps(manifest(thing)) for thing in things))
    assert isinstance(documents, list)
    return list(objects_in(documents, "tree.yaml"))


def related(things: Sequence[Thing], scenario: Scenario) -> Relation:
    """What previewctl claims about a sync."""
    waves = waves_of(objects(things))
    tasks = tuple(task for wave in waves for run in wave for task in run)
    return relation_of(waves, before(scenario, cast(tasks)))


def seen(relation: Relation) -> dict[Happening, Event]:
    """The relation's events that the simulator knows too: health and waves are states there."""
    return {
        (relation.tasks[event.task].item.label, MOMENTS[event.moment], event.part): event
        for event in relation.order.events
        if event.task >= 0 and event.moment in MOMENTS
    }


def disagreements(things: Sequence[Thing], scenario: Scenario = Scenario.FIRST) -> list[str]:
    """Where the relation and the runs differ."""
    relation, runs = related(things, scenario), Simulator(things, again=scenario is not Scenario.FIRST).explore()
    stuck, known = relation.order.stuck(), seen(relation)
    possible = {happening for happening, event in known.items() if event not in stuck}
    found = [f"{event} never happens, says the relation" for event in runs.keys() - possible]
    found += [f"{event} happens, says the relation" for event in possible - runs.keys()]
    for after in possible & runs.keys():
        for first in known:
            if first != after and relation.order.holds(known[first], known[after]) is not all(
                first in state for state in runs[after]
            ):
                found.append(f"{first} before {after}")
    return found


@given(trees())
@settings(max_examples=200, deadline=None)
def test_the_relation_holds_exactly_what_every_run_of_a_first_sync_shows(things: list[Thing]) -> None:
    assert disagreements(things) == []


@given(trees())
@settings(max_examples=200, deadline=None)
def test_the_relation_holds_exactly_what_every_run_of_a_later_sync_shows(things: list[Thing]) -> None:
    assert disagreements(things, Scenario.COMMIT) == []


def test_a_run_shows_every_claimed_violation_of_a_small_preview() -> None:
    things = [
        Thing("Deployment", "postgres", -20, boxes=(Box("postgres"),), claims=("c0",)),
        Thing("PersistentVolumeClaim", "c0", -20),
        Thing("Job", "migrate", 0, "PostSync", (Box("migrate"),)),
        Thing("Deployment", "web", 0, boxes=(Box("web"),)),
    ]
    runs = Simulator(things).explore()
    assert any(("Job/migrate", "complete", "") not in state for state in runs["Deployment/web", "started", "web"])
    assert all(("Deployment/postgres", "ready", "") in state for state in runs["Deployment/web", "started", "web"])
    assert disagreements(things) == []
