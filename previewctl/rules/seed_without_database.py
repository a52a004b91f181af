"""Seed data needs a database to stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import SEED_WITHOUT_DATABASE
from previewctl.plan.databases import seed_of
from previewctl.rules.context import Finding, RuleContext, rule
from previewctl.rules.database_versions import declared_databases

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(SEED_WITHOUT_DATABASE)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports seed data of a service without a database that it could go into.

    Why:
        Seed data is what the preview's own databases start with. A service without one has no place to put it, so either the
        database was forgotten or the seed was left behind. The same holds for a dataset that has data for other databases only.

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
    if context.spec.seed is None or context.spec.runtime == "vue":
        return  # PV228 says it of a frontend: adding a database would be wrong as well
    declared = {engine for engine, _, _ in declared_databases(context.spec)}
    seed = seed_of(context.spec, context.facts)
    if not declared:
        message = "there is no database to put seed data into"
        yield Finding(("seed",), message, "add `databases`, or remove `seed`", on_key=True)
    elif seed is not None and seed.engines and declared.isdisjoint(seed.engines):
        has = ", ".join(f"`{engine}`" for engine in seed.engines)
        message = f"`{seed.dataset}` {seed.version} has data for {has} alone, and that is not declared"
        yield Finding(("seed",), message, f"add {has} to `databases`, or remove `seed`", on_key=True)
