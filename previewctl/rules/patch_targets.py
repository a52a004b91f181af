"""Which objects a patch is for, as Kustomize selects them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from previewctl.plan.objects import COMPONENT, ROLE, SERVING, planned_objects

if TYPE_CHECKING:
    from previewctl.plan.model import Environment
    from previewctl.plan.objects import PlannedObject
    from previewctl.spec.preview import PatchTarget

_KNOWN_LABELS = {COMPONENT, ROLE, SERVING}
_MOST_STARS = 3


def targets(environment: Environment, target: PatchTarget) -> tuple[PlannedObject, ...]:
    """The objects that a target selects."""
    return tuple(item for item in planned_objects(environment) if _selects(target, item))


def _selects(target: PatchTarget, item: PlannedObject) -> bool:
    return (
        fits(target.kind, item.kind)
        and fits(target.group, item.group)
        and fits(target.version, item.version)
        and any(fits(target.name, name) for name in item.names)
        and _has_labels(target.label_selector, dict(item.labels))
    )


def fits(pattern: str | None, text: str) -> bool:
    """Whether a whole text fits a pattern. One that could take long to evaluate counts as fitting."""
    if not pattern:
        return True
    simple = re.fullmatch(r"(?:[A-Za-z0-9/-]|\.\*?|\|)*", pattern) and pattern.count("*") <= _MOST_STARS
    return not simple or re.fullmatch(pattern, text) is not None


def _has_labels(selector: str | None, labels: dict[str, str]) -> bool:
    """Of a label that is not among the known ones nobody knows here who has it."""
    for requirement in (selector or "").split(","):
        found = re.fullmatch(r"\s*([\w./-]+)\s*==?\s*([\w.-]*)\s*", requirement)
        if found and found[1] in _KNOWN_LABELS and labels.get(found[1]) != found[2]:
            return False
    return True
