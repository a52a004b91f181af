"""A dependency is a service of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import UNKNOWN_SERVICE
from previewctl.rules.context import Finding, Needs, RuleContext, rule
from previewctl.rules.suggestions import renamed_key
from previewctl.source.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(UNKNOWN_SERVICE, needs=Needs.PLATFORM)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a dependency that the catalogue does not have.

    Why:
        The catalogue in platform.yaml says where a service's staging is and which repository its previews come from. Of a
        name that it does not have nobody knows an address.

    Bad:
        dependencies:
          biling-api: {env: BILLING_API_URL}

    Good:
        dependencies:
          billing-api: {env: BILLING_API_URL}

    Fix:
        Take the name from `services` in platform.yaml, or ask for the service to be added there.
    """
    known, meant = context.platform.services, set[str]()
    for name in context.spec.dependencies:
        if name in known or name == context.spec.service:
            continue
        path = ("dependencies", name)
        guess = nearest(name, known)
        yield Finding(
            path,
            f"the catalogue has no service `{name}`",
            f"did you mean `{guess}`?" if guess else "add it to `services` in platform.yaml",
            on_key=True,
            forbids=("services",),
            remedy=None if guess in meant else renamed_key(path, guess),
        )
        meant |= {guess or ""}
