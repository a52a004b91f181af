"""`path` and `config` are for frontends: their web server reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import FRONTEND_ONLY
from previewctl.rules.context import Finding, RuleContext, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(FRONTEND_ONLY)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports `path` and `config` of a dependency in a service that is no frontend.

    Why:
        `path` makes the web server of a frontend pass requests on, and `config` is a key of the `config.js` that browsers load. A
        backend has neither, so nothing would read them.

    Bad:
        dependencies: {billing-api: {path: /api}}

    Good:
        dependencies: {billing-api: {env: BILLING_API_URL}}

    Fix:
        Use `env`: the variable that receives the URL.
    """
    if context.spec.runtime == "vue":
        return
    for name, dependency in context.spec.dependencies.items():
        for key in ("path", "config"):
            if getattr(dependency, key) is not None:
                path = ("dependencies", name, key)
                yield Finding(path, f"`{key}` is for `runtime: vue`", "use `env`", on_key=True)
