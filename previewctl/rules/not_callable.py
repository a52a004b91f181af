"""Some services are not for previews to call: theirs would be real e-mails, real payments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import NOT_CALLABLE
from previewctl.plan.dependencies import STAGING
from previewctl.rules.context import Finding, Needs, RuleContext, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(NOT_CALLABLE, needs=Needs.PLAN)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a dependency that the plan points at a staging which the catalogue closes to previews."""
    for dependency in context.environment.dependencies if context.environment else ():
        entry = context.platform.services.get(dependency.name)
        if entry is None or entry.callable or dependency.target != STAGING:
            continue
        message = f"previews may not call the staging of `{dependency.name}`"
        remedy = "point it at a preview: `overrides`, with `pr-<number>`"
        forbids = ("services", dependency.name, "callable")
        yield Finding(("dependencies", dependency.name), message, remedy, on_key=True, forbids=forbids)
