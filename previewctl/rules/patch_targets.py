"""Which objects a patch is for, as Kustomize selects them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.plan.objects import planned_objects
from previewctl.rules.patch_selectors import fits, holds, requirements
from previewctl.rules.patch_texts import PatchProblem, touches

if TYPE_CHECKING:
    from previewctl.plan.model import Environment
    from previewctl.plan.objects import PlannedObject
    from previewctl.spec.preview import PatchTarget

_LABELS = ("metadata", "labels")
_WITH_OTHER_LABELS = frozenset({"Namespace", "ExternalSecret", "Password", "HTTPRoute", "Ingress"})
"""Kinds that have labels besides those that the list of objects knows."""


def targets(environment: Environment, target: PatchTarget) -> tuple[PlannedObject, ...]:
    """The objects that a target selects."""
    added = _labels_of_patches(environment)
    return tuple(item for item in planned_objects(environment) if _selects(target, item, added))


def _labels_of_patches(environment: Environment) -> frozenset[str]:
    """Labels that some patch sets, so that another one may find them."""
    found = [touches(patch.patch) for patch in environment.patches]
    return frozenset(
        touch.path[2]
        for item in found
        if not isinstance(item, PatchProblem)
        for touch in item
        if touch.path[:2] == _LABELS and len(touch.path) > len(_LABELS)
    )


def _selects(target: PatchTarget, item: PlannedObject, added: frozenset[str]) -> bool:
    return (
        fits(target.kind, item.kind)
        and fits(target.group, item.group)
        and fits(target.version, item.version)
        and any(fits(target.name, name) for name in item.names)
        and _has_labels(target.label_selector, item, added)
    )


def _has_labels(selector: str | None, item: PlannedObject, added: frozenset[str]) -> bool:
    """Kustomize adds the labels that all objects get after it has patched: no selector finds those."""
    labels, is_open = dict(item.labels), item.kind in _WITH_OTHER_LABELS
    return all(
        holds(requirement, labels) or requirement.key in added or (is_open and requirement.key not in labels)
        for requirement in requirements(selector or "") or ()
    )
