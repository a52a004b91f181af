"""A service is not its own dependency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import DEPENDS_ON_ITSELF
from previewctl.rules.context import Finding, RuleContext, rule
from previewctl.rules.suggestions import removed

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(DEPENDS_ON_ITSELF)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a service that names itself as a dependency.

    Why:
        A dependency is another service, at its staging or in its own preview. A service that is its own dependency would call its
        staging in place of itself.

    Bad:
        dependencies: {orders-api: {env: OWN_URL}}

    Good:
        env: {OWN_URL: "${endpoint.url}"}

    Fix:
        Remove the dependency. The preview's own address is `${endpoint.url}`, and its processes reach each other by their names.
    """
    name = context.spec.service
    if name in context.spec.dependencies:
        path = ("dependencies", name)
        message = f"`{name}` is this service itself"
        yield Finding(path, message, "remove the dependency", on_key=True, remedy=removed(path))
