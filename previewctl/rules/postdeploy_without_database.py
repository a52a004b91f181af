"""postdeploy runs once per database: its mark stands in one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import POSTDEPLOY_WITHOUT_DATABASE
from previewctl.rules.context import Finding, RuleContext, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(POSTDEPLOY_WITHOUT_DATABASE)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a postdeploy hook of a service without a database."""
    databases = context.spec.databases
    if context.spec.hooks.postdeploy and not (databases.postgres or databases.redis or databases.mongodb):
        message = "`postdeploy` runs once per database, and this service has none"
        yield Finding(
            ("hooks", "postdeploy"),
            message,
            "use `release`, which runs for every commit",
            on_key=True,
        )
