"""Somebody has written down where a dependency's staging is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import GUESSED_STAGING
from previewctl.rules.context import Finding, RuleContext, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(GUESSED_STAGING)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a dependency whose staging URL is made up because the catalogue does not have one.

    Why:
        A dependency points at its staging unless an override says otherwise. Where nobody has written down the URL it becomes
        `https://<name>.staging.invalid`, which answers nothing: good enough to look at a rendering, not to run it.

    Bad:
        dependencies: {billing-api: {env: BILLING_API_URL}}
        # platform.yaml
        services: {orders-api: {}, billing-api: {}}

    Good:
        dependencies: {billing-api: {env: BILLING_API_URL}}
        # platform.yaml
        services: {orders-api: {}, billing-api: {staging: {public: "https://billing.staging.acme.dev"}}}

    Fix:
        Add `staging` to the service in platform.yaml, or name the platform.yaml with `--platform`.
    """
    known = context.platform.services
    for name in context.spec.dependencies:
        path, guess = ("dependencies", name), f"https://{name}.staging.invalid"
        if name == context.spec.service:
            continue
        if context.embedded:
            yield Finding(path, f"without a platform.yaml `{name}` becomes {guess}", "pass --platform", on_key=True)
        elif name in known and not (known[name].staging.public or known[name].staging.internal):
            message = f"the catalogue knows no staging of `{name}`, so it becomes {guess}"
            remedy = "add `staging` in platform.yaml"
            yield Finding(path, message, remedy, on_key=True, forbids=("services", name))
