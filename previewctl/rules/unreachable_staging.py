"""Network policies let a preview out to what the catalogue names, and to public HTTPS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import UNREACHABLE_STAGING
from previewctl.plan.asking import STAGING
from previewctl.plan.values import url_parts
from previewctl.rules.context import Finding, Needs, RuleContext, rule
from previewctl.spec.targets import TargetKind

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(UNREACHABLE_STAGING, needs=Needs.PLAN)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a staging that no network policy lets a preview reach.

    Why:
        Previews reach public HTTPS and what the catalogue names, and nothing else in the cluster. Kubernetes opens pods' ports and
        address ranges and knows no host names, so a URL alone opens nothing: calls to it would hang until they time out.

    Bad:
        dependencies: {billing-api: {env: BILLING_API_URL}}
        # platform.yaml
        services:
          orders-api: {}
          billing-api: {staging: {internal: "http://billing.staging.svc.cluster.local:8000"}}

    Good:
        dependencies: {billing-api: {env: BILLING_API_URL}}
        # platform.yaml
        services:
          orders-api: {}
          billing-api: {staging: {internal: "http://billing.staging.svc.cluster.local:8000", namespace: staging, port: 8000}}

    Fix:
        Add `namespace` and `port` to its `staging` in platform.yaml, or `ranges` and `port` where it is outside of the cluster.
    """
    for dependency in context.environment.dependencies if context.environment else ():
        is_url = dependency.asked.parsed.kind is TargetKind.URL and dependency.target != STAGING
        if (dependency.target != STAGING or context.embedded) and not is_url:
            continue
        if is_url and url_parts(dependency.internal_url)["port"] != "443":
            message = f"no network policy lets the preview reach {dependency.internal_url}"
            yield Finding(
                ("overrides", dependency.name, "target"), message, "previews reach public HTTPS on port 443 alone"
            )
        elif not is_url and not dependency.narrowed and url_parts(dependency.internal_url)["port"] != "443":
            message = f"no network policy lets the preview reach {dependency.internal_url}"
            remedy = "add `namespace` and `port`, or `ranges` and `port`, to its `staging` in platform.yaml"
            forbids = ("services", dependency.name, "staging")
            yield Finding(("dependencies", dependency.name), message, remedy, on_key=True, forbids=forbids)
