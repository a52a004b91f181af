"""postdeploy runs once per database: its mark stands in one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import POSTDEPLOY_WITHOUT_DATABASE
from previewctl.rules.context import Finding, RuleContext, rule
from previewctl.rules.suggestions import renamed_key

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(POSTDEPLOY_WITHOUT_DATABASE)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a postdeploy hook of a service without a database.

    Why:
        `postdeploy` runs once per database: a mark in the database says that it has run. Without a database there is no place
        for the mark, and nobody could tell the first deployment from the tenth.

    Bad:
        hooks: {postdeploy: [python, manage.py, seed_demo_users]}

    Good:
        databases: {postgres: {version: "17"}}
        hooks: {postdeploy: [python, manage.py, seed_demo_users]}

    Fix:
        Use `release`, which runs for every commit, or declare the database that the command fills.
    """
    databases = context.spec.databases
    if context.spec.runtime == "vue":
        return  # PV228 says so: no other hook would do
    if context.spec.hooks.postdeploy and not (databases.postgres or databases.redis or databases.mongodb):
        message = "`postdeploy` runs once per database, and this service has none"
        yield Finding(
            ("hooks", "postdeploy"),
            message,
            "use `release`, which runs for every commit",
            on_key=True,
            remedy=None if context.spec.hooks.release else renamed_key(("hooks", "postdeploy"), "release"),
        )
