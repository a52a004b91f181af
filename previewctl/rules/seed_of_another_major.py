"""Seed data is served by the version that it was made with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import SEED_OF_ANOTHER_MAJOR
from previewctl.diagnostics.model import Severity
from previewctl.plan.databases import seed_of
from previewctl.rules.context import Finding, RuleContext, rule
from previewctl.rules.database_versions import declared_databases, major_of
from previewctl.rules.suggestions import replaced_value

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(SEED_OF_ANOTHER_MAJOR)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a database of another major version than the one its seed was made with.

    Why:
        A seed of PostgreSQL is a finished data directory, and a server starts on none but its own major version's: the
        preview would run the seed's version, whatever stands here. Redis and MongoDB load their data, which usually works
        and was never tried, so there it is a warning.

    Bad:
        databases: {postgres: {version: "18"}}
        seed: {dataset: orders, version: 2026.11.1}
        # seed-data/orders/seed.lock
        dataset: orders
        version: 2026.11.1
        contentHash: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
        engines: {postgres: {version: "17"}}

    Good:
        databases: {postgres: {version: "17"}}
        seed: {dataset: orders, version: 2026.11.1}
        # seed-data/orders/seed.lock
        dataset: orders
        version: 2026.11.1
        contentHash: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
        engines: {postgres: {version: "17"}}

    Fix:
        Write the seed's version, or make a version of the dataset with the new one: change `engines` in its seed.yaml and
        lock it again.
    """
    seed = seed_of(context.spec, context.facts)
    if seed is None:
        return
    for engine, version, product in declared_databases(context.spec):
        made_with = seed.made_with_engine(engine).version
        if not made_with or not product.series(version) or major_of(version) == major_of(made_with):
            continue
        path = ("databases", engine, "version")
        yield Finding(
            path,
            f"`{seed.dataset}` {seed.version} was made with {product.title} {made_with}, and this is {version}",
            f"write `{made_with}`, or make the seed anew",
            remedy=replaced_value(path, made_with),
            severity=None if engine == "postgres" else Severity.WARNING,
        )
