"""A stub stands in for what the service can do without, and answers within the namespace alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import IMPOSSIBLE_STUB
from previewctl.rules.context import Finding, RuleContext, rule
from previewctl.spec.targets import TargetKind

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(IMPOSSIBLE_STUB)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports `stub` where it cannot stand in for the dependency.

    Why:
        A stub answers 200 on the health path and 503 on every other. A service that needs the dependency would only fail with
        it, and later than here. A browser cannot reach it either: it has no public address, so a `config` key would lead nowhere.

    Bad:
        dependencies: {billing-api: {env: BILLING_API_URL}}
        overrides: {billing-api: stub}

    Good:
        dependencies: {billing-api: {env: BILLING_API_URL, optional: true}}
        overrides: {billing-api: stub}

    Fix:
        Say `optional: true` where the service works without it, and use `path` in a frontend. Else point it at staging or a preview.
    """
    for name, override in context.spec.overrides.items():
        dependency = context.spec.dependencies.get(name)
        if override.target.kind is not TargetKind.STUB or dependency is None:
            continue
        path = ("overrides", name, "target")
        if not dependency.optional:
            message = f"`{name}` is not optional, and a stub answers nothing but its health path"
            yield Finding(path, message, f"add `optional: true` to `{name}`, or point it at `staging`")
        elif dependency.config is not None:
            message = f"browsers cannot reach a stub, and `config` sends them to `{name}`"
            yield Finding(path, message, "use `path` in its place, or point it at `staging`")
