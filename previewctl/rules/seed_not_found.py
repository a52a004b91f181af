"""Seed data exists, for a database that the preview has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import SEED_NOT_FOUND, SEED_WITHOUT_DATABASE
from previewctl.rules.context import Finding, RuleContext

if TYPE_CHECKING:
    from collections.abc import Iterator


def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a dataset or version that has no lock, and seed data without a database."""
    seed, databases = context.spec.seed, context.spec.databases
    if seed is None:
        return
    if not (databases.postgres or databases.redis or databases.mongodb):
        yield Finding(
            SEED_WITHOUT_DATABASE,
            ("seed",),
            "there is no database to put seed data into",
            "add `databases`, or remove `seed`",
            on_key=True,
        )
    elif (seed.dataset, seed.version) not in context.facts.seeds:
        if context.facts.broken_locks:
            return
        versions = sorted(version for dataset, version in context.facts.seeds if dataset == seed.dataset)
        if versions:
            remedy = "locked versions: " + ", ".join(f"`{version}`" for version in versions)
            yield Finding(
                SEED_NOT_FOUND, ("seed", "version"), f"`{seed.dataset}` has no version `{seed.version}`", remedy
            )
        else:
            remedy = f"add `seed-data/{seed.dataset}/seed.lock` beside preview.yaml or beside platform.yaml"
            yield Finding(SEED_NOT_FOUND, ("seed", "dataset"), f"there is no dataset `{seed.dataset}`", remedy)
