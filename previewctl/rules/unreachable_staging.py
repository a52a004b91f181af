"""Network policies let a preview out to what the catalogue names, and to public HTTPS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import UNREACHABLE_STAGING
from previewctl.plan.dependencies import STAGING
from previewctl.plan.values import url_parts
from previewctl.rules.context import Finding, Needs, RuleContext, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(UNREACHABLE_STAGING, needs=Needs.PLAN)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a staging that no network policy lets a preview reach."""
    for dependency in context.environment.dependencies if context.environment else ():
        if dependency.target != STAGING or context.embedded:
            continue
        named = dependency.port and (dependency.namespace or dependency.ranges)
        if not named and url_parts(dependency.internal_url)["port"] != "443":
            message = f"no network policy lets the preview reach {dependency.internal_url}"
            remedy = "add `namespace` and `port`, or `ranges` and `port`, to its `staging` in platform.yaml"
            forbids = ("services", dependency.name, "staging")
            yield Finding(("dependencies", dependency.name), message, remedy, on_key=True, forbids=forbids)
