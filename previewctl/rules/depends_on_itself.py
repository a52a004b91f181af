"""A service is not its own dependency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import DEPENDS_ON_ITSELF
from previewctl.rules.context import Finding, RuleContext, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(DEPENDS_ON_ITSELF)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a service that names itself as a dependency."""
    name = context.spec.service
    if name in context.spec.dependencies:
        yield Finding(("dependencies", name), f"`{name}` is this service itself", "remove the dependency", on_key=True)
