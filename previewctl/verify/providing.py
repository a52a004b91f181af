"""Who writes a Secret, a ConfigMap or a claim that pods name."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from previewctl.verify.objects import KubeObject
    from previewctl.verify.tasks import Task

_DIRECT = frozenset({"Secret", "ConfigMap", "PersistentVolumeClaim"})
_WRITERS = frozenset({"ExternalSecret", "SealedSecret", "Certificate"})
"""Custom resources that another controller makes a Secret of."""


class Provided(NamedTuple):
    """The task that provides something, and its namespace."""

    task: int
    namespace: str


def providers(tasks: Sequence[Task]) -> dict[tuple[str, str], Provided]:
    """By kind and name: the first task that provides it."""
    found: dict[tuple[str, str], Provided] = {}
    for number, task in enumerate(tasks):
        for kind, name in provides(task.item):
            found.setdefault((kind, name), Provided(number, task.item.namespace))
    return found


def provides(item: KubeObject) -> tuple[tuple[str, str], ...]:
    """What pods can name once the object is there, or its controller has seen it."""
    if item.kind in _DIRECT and not item.group:
        return ((item.kind, item.name),)
    if item.kind in _WRITERS:
        return (("Secret", _written(item)),)
    return ()


def is_written_later(item: KubeObject) -> bool:
    """Whether its Secret comes from a controller, some time after it was applied."""
    return item.kind in _WRITERS


def _written(item: KubeObject) -> str:
    target = {
        "ExternalSecret": item.spec.get("target", "name"),
        "SealedSecret": item.spec.get("template", "metadata", "name"),
        "Certificate": item.spec.get("secretName"),
    }[item.kind]
    return target.text or item.name
