"""A dependency is a service of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import DEPENDS_ON_ITSELF, GUESSED_STAGING, UNKNOWN_SERVICE
from previewctl.rules.context import Finding, RuleContext
from previewctl.source.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator


def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a dependency that the catalogue does not have, or whose staging it does not know."""
    known = context.platform.services
    for name in context.spec.dependencies:
        path = ("dependencies", name)
        if name == context.spec.service:
            yield Finding(
                DEPENDS_ON_ITSELF, path, f"`{name}` is this service itself", "remove the dependency", on_key=True
            )
        elif context.embedded:
            message = f"without a platform.yaml `{name}` becomes https://{name}.staging.invalid"
            yield Finding(GUESSED_STAGING, path, message, "pass --platform", on_key=True)
        elif name not in known:
            guess = nearest(name, known)
            remedy = f"did you mean `{guess}`?" if guess else "add it to `services` in platform.yaml"
            yield Finding(
                UNKNOWN_SERVICE,
                path,
                f"the catalogue has no service `{name}`",
                remedy,
                on_key=True,
                forbids=("services",),
            )
        elif not (known[name].staging.public or known[name].staging.internal):
            message = f"the catalogue knows no staging of `{name}`, so it becomes https://{name}.staging.invalid"
            yield Finding(
                GUESSED_STAGING,
                path,
                message,
                "add `staging` in platform.yaml",
                on_key=True,
                forbids=("services", name),
            )
