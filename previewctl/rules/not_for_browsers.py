"""What a browser is sent to has a public URL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import NOT_FOR_BROWSERS
from previewctl.plan.asking import STAGING
from previewctl.rules.context import Finding, Needs, RuleContext, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(NOT_FOR_BROWSERS, needs=Needs.PLAN)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a `config` key whose service has no public URL.

    Why:
        What stands in `config.js` is called by browsers, which are outside of the cluster: an internal address leads them nowhere,
        and they refuse plain HTTP from a page that came by HTTPS.

    Bad:
        runtime: vue
        dependencies: {billing-api: {config: billingUrl}}
        # platform.yaml
        services:
          orders-api: {}
          billing-api:
            staging: {internal: "http://billing.staging.svc.cluster.local", namespace: staging, port: 8000}
            origins: ["https://*.preview.acme-previews.dev"]

    Good:
        runtime: vue
        dependencies: {billing-api: {config: billingUrl}}
        # platform.yaml
        services:
          orders-api: {}
          billing-api:
            staging: {public: "https://billing.staging.acme.dev"}
            origins: ["https://*.preview.acme-previews.dev"]

    Fix:
        Add `public` to its `staging` in platform.yaml, or use `path`, where the web server passes requests on.
    """
    for dependency in context.environment.dependencies if context.environment else ():
        if dependency.target != STAGING or context.embedded:
            continue
        if dependency.config and not dependency.public_url.startswith("https://"):
            message = f"browsers cannot use {dependency.public_url}"
            remedy = "add `public` to its `staging` in platform.yaml"
            forbids = ("services", dependency.name, "staging")
            yield Finding(("dependencies", dependency.name, "config"), message, remedy, forbids=forbids)
