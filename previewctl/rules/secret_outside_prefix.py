"""A service reads its own secrets and those that the platform shares with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import SECRET_OUTSIDE_PREFIX
from previewctl.rules.context import Finding, KeyPath, RuleContext, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.spec.preview import PreviewSpec


def _references(spec: PreviewSpec) -> Iterator[tuple[KeyPath, str]]:
    for index, source in enumerate(spec.secrets):
        yield ("secrets", index, "from"), source.from_
    for name, variable in spec.env.items():
        if variable.secret:
            yield ("env", name, "secret"), variable.secret.partition("#")[0]


@rule(SECRET_OUTSIDE_PREFIX)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a secret that is neither below the service's own prefix nor shared with it."""
    service, secrets = context.spec.service, context.platform.secrets
    entry = context.platform.services.get(service)
    allowed = (f"{secrets.prefix}/{service}", *secrets.shared, *(entry.secrets if entry else ()))
    for path, name in _references(context.spec):
        inside = any(name == prefix or name.startswith(f"{prefix}/") for prefix in allowed)
        if not inside or ".." in name.split("/"):
            remedy = "allowed: " + ", ".join(f"`{prefix}`" for prefix in allowed)
            yield Finding(
                path,
                f"`{service}` may not read the secret `{name}`",
                remedy,
                forbids=("secrets",),
            )
