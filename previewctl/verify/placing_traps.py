"""Objects that stand in the wrong wave, or that nothing stands behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import (
    CONFIGURATION_AFTER_POD,
    ENDPOINT_NOT_LAST,
    NAMESPACE_NOT_FIRST,
    SERVICE_WITHOUT_PODS,
)
from previewctl.verify.annotations import is_hook, wave
from previewctl.verify.finding import Finding
from previewctl.verify.health import is_endpoint
from previewctl.verify.pods import needs
from previewctl.verify.providing import is_written_later, provides
from previewctl.verify.relation import runs
from previewctl.verify.scenarios import SYNCS, Scenario
from previewctl.verify.selecting import selecting

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from previewctl.verify.objects import KubeObject
    from previewctl.verify.tasks import Task


def placing_traps(objects: Sequence[KubeObject], tasks: Sequence[Task]) -> Iterator[Finding]:
    """What the waves of single objects get wrong."""
    for item in objects:
        yield from _namespace(item, objects)
        yield from _without_pods(item, objects)
    for task in tasks:
        yield from _endpoint(task, tasks)
        if is_written_later(task.item):
            yield from _written_too_late(task, tasks)


def _endpoint(task: Task, tasks: Sequence[Task]) -> Iterator[Finding]:
    """A route or an Ingress without an address stays Progressing, and all later waves wait for it.

    health_ingress.go in gitops-engine/pkg/health, and resource_customizations/gateway.networking.k8s.io/ (3.5.1).
    """
    last = tasks[-1]
    if is_endpoint(task.item) and (task.phase, task.wave) != (last.phase, last.wave):
        yield Finding(
            ENDPOINT_NOT_LAST,
            task.item,
            f"{task.quoted} holds up all that follows until it has an address",
            f"put it into the last wave, that of `{last.item.label}`",
            ((last.item, "this waits for the address"),),
            (task.text, last.text),
            f"{task.text} → {last.text}",
            SYNCS,
        )


def _written_too_late(task: Task, tasks: Sequence[Task]) -> Iterator[Finding]:
    """Its Secret is written some time after the object is applied, and a wave does not wait within itself."""
    written = provides(task.item)
    for user in tasks:
        same = (user.phase, user.wave) == (task.phase, task.wave) and user.item.namespace == task.item.namespace
        if same and runs(user) and any((need.kind, need.name) in written for need in needs(user.item)):
            yield Finding(
                CONFIGURATION_AFTER_POD,
                task.item,
                f"{user.quoted} may start before {task.quoted} has written its Secret, or with what it held before",
                "put it into a wave below its consumer's: within one wave nothing waits",
                ((user.item, "this reads the Secret"),),
                (user.text, task.text),
                scenarios=SYNCS,
            )


def _namespace(item: KubeObject, objects: Sequence[KubeObject]) -> Iterator[Finding]:
    """A sync moves a Namespace forward (`adjustDeps` in sync_tasks.go); a deletion goes by the waves, from the last one.

    `FilterObjectsForDeletion` in controller/sort_delete.go, argoproj/argo-cd 3.5.1.
    """
    if item.kind != "Namespace" or item.group:
        return
    inside = [each for each in objects if each.namespace == item.name and not is_hook(each) and wave(each) < wave(item)]
    if inside:
        first = min(inside, key=wave)
        yield Finding(
            NAMESPACE_NOT_FIRST,
            item,
            f"`{item.label}` (wave {wave(item)}) stands behind what lives in it: `{first.label}` (wave {wave(first)}); "
            "Argo CD moves it forward in a sync, and deletes it too early",
            f"give it the lowest wave, such as `{min(-50, wave(first) - 10)}`",
            ((first, "this lives in it and comes earlier"),),
            (f"{first.label} (wave {wave(first)})", f"{item.label} (wave {wave(item)})"),
            scenarios=(Scenario.FIRST,),
        )


def _without_pods(item: KubeObject, objects: Sequence[KubeObject]) -> Iterator[Finding]:
    if item.kind != "Service" or not item.spec.get("selector").mapping or item.spec.get("type").text == "ExternalName":
        return
    if not any(selecting(item, each) for each in objects):
        selector = ", ".join(f"{name}={value.text or ''}" for name, value in item.spec.get("selector").mapping.items())
        yield Finding(
            SERVICE_WITHOUT_PODS,
            item,
            f"`{item.label}` selects no pods: nothing here has the labels `{selector}`",
            "write the labels of a pod template into its selector",
            path=(item.label,),
            scenarios=SYNCS,
        )
