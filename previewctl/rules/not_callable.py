"""Some services are not for previews to call: theirs would be real e-mails, real payments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import NOT_CALLABLE
from previewctl.rules.context import Finding, RuleContext
from previewctl.spec.targets import TargetKind

if TYPE_CHECKING:
    from collections.abc import Iterator

_ELSEWHERE = {TargetKind.PULL_REQUEST, TargetKind.URL}


def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a dependency whose staging the catalogue closes to previews, unless an override points elsewhere."""
    for name in context.spec.dependencies:
        entry, override = context.platform.services.get(name), context.spec.overrides.get(name)
        if entry is None or entry.callable or (override and override.target.kind in _ELSEWHERE):
            continue
        message = f"previews may not call the staging of `{name}`"
        remedy = "point it at a preview: `overrides`, with `pr-<number>`"
        yield Finding(
            NOT_CALLABLE, ("dependencies", name), message, remedy, on_key=True, forbids=("services", name, "callable")
        )
