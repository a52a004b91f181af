"""Somebody has written down where a dependency's staging is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import GUESSED_STAGING
from previewctl.rules.context import Finding, RuleContext, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(GUESSED_STAGING)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a dependency whose staging URL is made up because the catalogue does not have one."""
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
