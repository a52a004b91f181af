"""A service that the catalogue does not have gets no ApplicationSet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import SERVICE_NOT_IN_CATALOGUE
from previewctl.rules.context import Finding, RuleContext, rule
from previewctl.rules.suggestions import replaced_value
from previewctl.source.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(SERVICE_NOT_IN_CATALOGUE)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a service that the catalogue does not have.

    Why:
        The catalogue in platform.yaml says which repository a service comes from. Without an entry there is no ApplicationSet,
        and nothing may publish a preview under that name.

    Bad:
        service: order-api

    Good:
        service: orders-api

    Fix:
        Write the name as it stands under `services` in platform.yaml, or ask for the service to be added there.
    """
    name, known = context.spec.service, context.platform.services
    if context.embedded or name in known:
        return
    guess = nearest(name, known)
    remedy = f"did you mean `{guess}`?" if guess else "add it to `services` in platform.yaml"
    yield Finding(
        ("service",),
        f"the catalogue has no service `{name}`",
        remedy,
        forbids=("services",),
        remedy=replaced_value(("service",), guess),
    )
