"""An override points a declared dependency elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import OVERRIDE_WITHOUT_DEPENDENCY
from previewctl.rules.context import Finding, RuleContext, rule
from previewctl.rules.suggestions import renamed_key
from previewctl.source.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(OVERRIDE_WITHOUT_DEPENDENCY)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports an override of a service that is no dependency.

    Why:
        An override says where a dependency points instead of staging. Of a service that is not declared under `dependencies` no
        variable holds the address, so the override would change nothing.

    Bad:
        dependencies:
          billing-api: {env: BILLING_API_URL}
        overrides:
          biling-api: pr-123

    Good:
        dependencies:
          billing-api: {env: BILLING_API_URL}
        overrides:
          billing-api: pr-123

    Fix:
        Write the name as it stands under `dependencies`, or declare the dependency there.
    """
    meant: set[str] = set()
    for name in context.spec.overrides:
        if name in context.spec.dependencies:
            continue
        guess = nearest(name, context.spec.dependencies)
        if guess is not None and _is_unknown(context, guess):
            continue  # the slip is most likely there, and PV203 says so
        remedy = f"did you mean `{guess}`?" if guess else f"add `{name}` to `dependencies`"
        path = ("overrides", name)
        fix = None if guess in meant else renamed_key(path, guess)
        yield Finding(path, f"`{name}` is not a dependency", remedy, on_key=True, remedy=fix)
        meant |= {guess or ""}


def _is_unknown(context: RuleContext, dependency: str) -> bool:
    """Whether the catalogue is there and lacks a dependency."""
    return not context.embedded and dependency not in {*context.platform.services, context.spec.service}
