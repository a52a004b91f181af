"""A service reads its own secrets and those that the platform shares with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import SECRET_OUTSIDE_PREFIX
from previewctl.rules.context import Finding, KeyPath, RuleContext, rule
from previewctl.source.suggest import nearest

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
    """Reports a secret that is neither below the service's own prefix nor shared with it.

    Why:
        Whoever opens a pull request decides what its preview reads. The prefix keeps that to the service's own secrets:
        without it, one pull request could read every team's, production's included.

    Bad:
        secrets: [{from: preview/billing-api, keys: [SENTRY_DSN]}]

    Good:
        secrets: [{from: preview/orders-api, keys: [SENTRY_DSN]}]

    Fix:
        Store a copy for previews below the service's own prefix, or ask for the secret to be listed in `secrets.shared` or in
        the service's catalogue entry in platform.yaml.
    """
    service, secrets = _service(context), context.platform.secrets
    entry = context.platform.services.get(service)
    allowed = (f"{secrets.prefix}/{service}", *secrets.shared, *(entry.secrets if entry else ()))
    as_written = f"{secrets.prefix}/{context.spec.service}"
    for path, name in _references(context.spec):
        inside = any(name == prefix or name.startswith(f"{prefix}/") for prefix in (*allowed, as_written))
        if not inside or ".." in name.split("/"):
            remedy = "allowed: " + ", ".join(f"`{prefix}`" for prefix in allowed)
            yield Finding(
                path,
                f"`{service}` may not read the secret `{name}`",
                remedy,
                forbids=("secrets",),
            )


def _service(context: RuleContext) -> str:
    """The service as the catalogue calls it: a slip in its name is one finding, PV207, and none for each of its secrets."""
    name, known = context.spec.service, context.platform.services
    if context.embedded or name in known:
        return name
    return nearest(name, known) or name
