"""The tasks of a sync in the order in which Argo CD starts them.

Phase, wave, kind, name: `syncTasks.Less` in gitops-engine/pkg/sync/sync_tasks.go (argoproj/argo-cd 3.5.1), which has this
list of kinds from Helm. One kind is applied after the other, without waiting for health (`runTasks` in
sync_context.go); what has no place in the list, such as any custom resource, comes last.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from previewctl.verify.annotations import PHASES, phases, wave

if TYPE_CHECKING:
    from collections.abc import Iterable

    from previewctl.verify.objects import KubeObject

KINDS = (
    "Namespace", "NetworkPolicy", "ResourceQuota", "LimitRange", "PodSecurityPolicy", "PodDisruptionBudget",
    "ServiceAccount", "Secret", "SecretList", "ConfigMap", "StorageClass", "PersistentVolume", "PersistentVolumeClaim",
    "CustomResourceDefinition", "ClusterRole", "ClusterRoleList", "ClusterRoleBinding", "ClusterRoleBindingList", "Role",
    "RoleList", "RoleBinding", "RoleBindingList", "Service", "DaemonSet", "Pod", "ReplicationController", "ReplicaSet",
    "Deployment", "HorizontalPodAutoscaler", "StatefulSet", "Job", "CronJob", "IngressClass", "Ingress", "APIService",
)  # fmt: skip
_RANK = {kind: number for number, kind in enumerate(KINDS)}


class Task(NamedTuple):
    """One object in one phase; a hook of two phases is two tasks. `number` is the object's place in the tree."""

    item: KubeObject
    number: int
    phase: str
    wave: int

    @property
    def place(self) -> str:
        """Where it stands in the sync, in words."""
        return f"wave {self.wave}" if self.phase == "Sync" else f"{self.phase}, wave {self.wave}"

    @property
    def text(self) -> str:
        """In a path: `Job/migrate (PreSync, wave 0)`."""
        return f"{self.item.label} ({self.place})"

    @property
    def quoted(self) -> str:
        """In a sentence, the object itself between backticks."""
        return f"`{self.item.label}` ({self.place})"


Wave = tuple[tuple[Task, ...], ...]
"""The tasks of one wave: runs of one kind, each applied after the one before."""


def waves_of(objects: Iterable[KubeObject]) -> tuple[Wave, ...]:
    """The waves of a sync, in order."""
    tasks = [Task(item, number, phase, wave(item)) for number, item in enumerate(objects) for phase in phases(item)]
    ordered = _namespaces_first(sorted(tasks, key=_order))
    return tuple(
        tuple(tuple(run) for _, run in groupby(members, key=lambda task: task.item.kind))
        for _, members in groupby(ordered, key=lambda task: (task.phase, task.wave))
    )


def _order(task: Task) -> tuple[int, int, int, str]:
    kind = _RANK.get(task.item.kind, len(KINDS))
    return PHASES.index(task.phase), task.wave, kind, task.item.name


def _namespaces_first(tasks: list[Task]) -> list[Task]:
    """A Namespace moves up to the first object that lives in it, even into another phase (`adjustDeps`)."""
    found = list(tasks)
    for task in tasks:
        if task.item.kind != "Namespace" or task.item.group:
            continue
        at = found.index(task)
        first = next((n for n, other in enumerate(found[:at]) if _lives_in(other, task)), None)
        if first is not None:
            del found[at]
            found.insert(first, task._replace(phase=found[first].phase, wave=found[first].wave))
    return found


def _lives_in(task: Task, namespace: Task) -> bool:
    return task.item.kind != "Namespace" and task.item.namespace == namespace.item.name
