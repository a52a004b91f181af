"""Seed data needs a database to stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import SEED_WITHOUT_DATABASE
from previewctl.rules.context import Finding, RuleContext, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(SEED_WITHOUT_DATABASE)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports seed data of a service without a database.

    Why:
        Seed data is what the preview's own databases start with. A service without one has no place to put it, so either the
        database was forgotten or the seed was left behind.

    Bad:
        seed: {dataset: orders, version: 2026.11.1}

    Good:
        databases: {postgres: {version: "17"}}
        seed: {dataset: orders, version: 2026.11.1}
        # seed-data/orders/seed.lock
        dataset: orders
        version: 2026.11.1
        contentHash: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
        engines: {postgres: {version: "17"}}

    Fix:
        Declare the database under `databases`, or remove `seed`.
    """
    databases = context.spec.databases
    if context.spec.runtime == "vue":
        return  # PV227 says so: adding a database would be wrong as well
    if context.spec.seed is not None and not (databases.postgres or databases.redis or databases.mongodb):
        yield Finding(
            ("seed",),
            "there is no database to put seed data into",
            "add `databases`, or remove `seed`",
            on_key=True,
        )
