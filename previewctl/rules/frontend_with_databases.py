"""A frontend is files that a browser loads: no database is of use to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import FRONTEND_WITH_DATABASES
from previewctl.rules.context import Finding, RuleContext, rule
from previewctl.rules.suggestions import removed

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(FRONTEND_WITH_DATABASES)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports databases of a frontend, which has nothing to use them.

    Why:
        The preview of a `vue` service is a web server with static files. Browsers cannot talk to a database, so it would run and
        cost memory and a volume for nothing.

    Bad:
        runtime: vue
        databases: {redis: {version: "7.4"}}

    Good:
        runtime: vue
        dependencies: {billing-api: {path: /api}}

    Fix:
        Remove the databases, or declare them in the backend that the frontend calls. A service that renders on a server is a
        `container`.
    """
    declared = context.spec.databases
    if context.spec.runtime == "vue" and (declared.postgres or declared.redis or declared.mongodb):
        message = "a `vue` frontend has nothing that could use databases"
        remedy = "remove them, or choose another `runtime`"
        yield Finding(("databases",), message, remedy, on_key=True, remedy=removed(("databases",)))
