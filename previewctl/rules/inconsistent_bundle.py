"""A preview that follows another one, which does not follow it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import INCONSISTENT_BUNDLE
from previewctl.diagnostics.excerpt import quoted
from previewctl.rules.context import Finding, Needs, RuleContext, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(INCONSISTENT_BUNDLE, needs=Needs.PLAN)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports previews of one feature that do not point at each other both ways.

    Why:
        One preview follows another one, which itself uses the staging of the first, or another pull request of it. Requests
        leave the feature half way, and what is tested is a mixture of the branch and of staging. Only what is published is
        known, so it takes `--gitops` or `--index` to see.

    Bad:
        # previews/orders-api/pr-42/preview.yaml
        overrides: {billing-api: pr-7}
        # previews/billing-api/pr-7/preview.yaml
        dependencies: {orders-api: {env: ORDERS_API_URL}}

    Good:
        # previews/orders-api/pr-42/preview.yaml
        overrides: {billing-api: pr-7}
        # previews/billing-api/pr-7/preview.yaml
        dependencies: {orders-api: {env: ORDERS_API_URL}}
        overrides: {orders-api: pr-42}

    Fix:
        Let both follow each other: `same-branch` in both, or an override in each.
    """
    environment, index = context.environment, context.facts.previews
    if environment is None or index is None:
        return
    own = environment.pull_request.number
    for dependency in environment.dependencies:
        other = index.find(dependency.name, dependency.preview) if dependency.preview is not None else None
        back = other.targets.get(environment.service) if other else None
        if back is None or back == f"pr-{own}" or (own == 0 and back != "staging"):
            continue
        overridden = dependency.name in context.spec.overrides
        yield Finding(
            ("overrides" if overridden else "dependencies", dependency.name),
            f"this follows `{dependency.name}` at `pr-{dependency.preview}`, which points `{environment.service}` at {quoted(back)}",
            help=f"override `{environment.service}` there, or let both use `same-branch`",
            on_key=True,
        )
