"""A backend's staging answers only those browsers' origins that it admits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import ORIGIN_NOT_ADMITTED
from previewctl.diagnostics.model import Severity
from previewctl.plan.asking import STAGING
from previewctl.plan.names import names_of
from previewctl.rules.context import Finding, Needs, RuleContext, rule
from previewctl.spec.targets import MAXIMUM_PULL_REQUEST
from previewctl.spec.urls import admits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.plan.model import DependencyPlan


@rule(ORIGIN_NOT_ADMITTED, needs=Needs.PLAN)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a frontend whose browsers the backend that they call would refuse.

    Why:
        With `config` the page calls the backend from the browser, from the preview's own origin. The backend's staging has to admit
        that origin (CORS), or the browser shows nothing but an error in its console. platform.yaml says in `origins` what it admits;
        each pull request has another origin, so it takes a `*`. Where `origins` says nothing at all, this is a warning; so it is
        where the backend is a preview that does not use `${consumers.origins}`, as far as an index of previews knows it.

    Bad:
        runtime: vue
        dependencies: {catalog-api: {config: catalogUrl}}
        # platform.yaml
        services:
          orders-api: {}
          catalog-api: {staging: {public: "https://catalog.staging.acme.dev"}, origins: ["https://shop.staging.acme.dev"]}

    Good:
        runtime: vue
        dependencies: {catalog-api: {config: catalogUrl}}
        # platform.yaml
        services:
          orders-api: {}
          catalog-api: {staging: {public: "https://catalog.staging.acme.dev"}, origins: ["https://*.preview.acme-previews.dev"]}

    Fix:
        Use `path`, where the web server passes requests on, or let the staging admit the previews' origins and add them to `origins`.
    """
    if context.embedded or context.environment is None:
        return
    service = context.spec.service
    samples = [names_of(service, number, context.platform.domain).url for number in (1, MAXIMUM_PULL_REQUEST)]
    shown = samples[0].replace("-pr-1.", "-pr-*.")
    for dependency in context.environment.dependencies:
        entry = context.platform.services.get(dependency.name)
        if dependency.config is None:
            continue
        if _asks_for_no_origins(context, dependency):
            message = f"{dependency.target} of `{dependency.name}` does not ask who calls it, so it may refuse {shown}"
            remedy = "use `path`, or let it take `${consumers.origins}` into its CORS settings"
            yield Finding(("dependencies", dependency.name, "config"), message, remedy, severity=Severity.WARNING)
        if entry is None or dependency.target != STAGING:
            continue
        if all(any(admits(pattern, origin) for pattern in entry.origins) for origin in samples):
            continue
        path, forbids = ("dependencies", dependency.name, "config"), ("services", dependency.name, "origins")
        if entry.origins:
            message = f"the staging of `{dependency.name}` does not admit {shown}"
            yield Finding(path, message, "use `path`, or let it admit that origin", forbids=forbids)
        else:
            message = f"nobody has written down whether the staging of `{dependency.name}` admits {shown}"
            remedy = "use `path`, or add its `origins` to platform.yaml"
            yield Finding(path, message, remedy, forbids=forbids, severity=Severity.WARNING)


def _asks_for_no_origins(context: RuleContext, dependency: DependencyPlan) -> bool:
    """Whether it is a preview whose record says that nothing in it depends on its callers."""
    if context.facts.previews is None or dependency.preview is None:
        return False
    found = context.facts.previews.find(dependency.name, dependency.preview)
    return found is not None and bool(found.process) and found.consumers is None
