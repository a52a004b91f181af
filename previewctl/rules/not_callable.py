"""Some services are not for previews to call: theirs would be real e-mails, real payments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import NOT_CALLABLE
from previewctl.diagnostics.model import Severity
from previewctl.plan.resolution import MISSING
from previewctl.rules.context import Finding, Needs, RuleContext, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(NOT_CALLABLE, needs=Needs.PLAN)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a dependency that the plan points at a staging which the catalogue closes to previews.

    Why:
        The staging of some services does real things: it sends e-mails, charges cards. platform.yaml says `callable: false` of
        those, and a preview full of test data must not reach them.

    Bad:
        dependencies: {mailer: {env: MAILER_URL}}
        # platform.yaml
        services: {orders-api: {}, mailer: {callable: false, staging: {public: "https://mailer.staging.acme.dev"}}}

    Good:
        services: {mailer: {image: "axllent/mailpit:v1.27", port: 8025, env: {url: MAILER_URL}}}
        # platform.yaml
        services: {orders-api: {}, mailer: {callable: false, staging: {public: "https://mailer.staging.acme.dev"}}}

    Fix:
        Point the dependency at one of its previews with `overrides`, or run a stand-in under `services`.
    """
    for dependency in context.environment.dependencies if context.environment else ():
        entry = context.platform.services.get(dependency.name)
        if entry is None or entry.callable or dependency.target != MISSING or dependency.gone:
            continue
        message = f"previews may not call the staging of `{dependency.name}`"
        remedy = "point it at a preview: `overrides`, with `pr-<number>`"
        forbids = ("services", dependency.name, "callable")
        severity = Severity.WARNING if context.facts.again else None
        path = ("dependencies", dependency.name)
        yield Finding(path, message, remedy, on_key=True, forbids=forbids, severity=severity)
