"""Seed data needs a database to stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import SEED_WITHOUT_DATABASE
from previewctl.rules.context import Finding, RuleContext, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(SEED_WITHOUT_DATABASE)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports seed data of a service without a database."""
    databases = context.spec.databases
    if context.spec.seed is not None and not (databases.postgres or databases.redis or databases.mongodb):
        yield Finding(
            ("seed",),
            "there is no database to put seed data into",
            "add `databases`, or remove `seed`",
            on_key=True,
        )
