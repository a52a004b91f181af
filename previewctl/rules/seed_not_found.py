"""Seed data exists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import SEED_NOT_FOUND
from previewctl.rules.context import Finding, RuleContext, rule
from previewctl.rules.suggestions import replaced_value
from previewctl.source.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(SEED_NOT_FOUND)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a dataset or a version of it that has no lock.

    Why:
        The seed's image is named after the content hash in its `seed.lock`. Without a lock nobody knows which image to start
        the database from, so the preview would wait for one that does not exist.

    Bad:
        databases: {postgres: {version: "17"}}
        seed: {dataset: orders, version: 2026.11.2}
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
        Name a version that is locked, or commit the dataset with its `seed.lock` beside preview.yaml or beside platform.yaml.
    """
    seed, databases = context.spec.seed, context.spec.databases
    if seed is None or (seed.dataset, seed.version) in context.facts.seeds or context.facts.broken_locks:
        return
    if not (databases.postgres or databases.redis or databases.mongodb):
        return
    versions = sorted(version for dataset, version in context.facts.seeds if dataset == seed.dataset)
    if versions:
        remedy = "locked versions: " + ", ".join(f"`{version}`" for version in versions)
        path = ("seed", "version")
        yield Finding(
            path,
            f"`{seed.dataset}` has no version `{seed.version}`",
            remedy,
            remedy=replaced_value(path, nearest(seed.version, versions)),
        )
    else:
        guess = nearest(seed.dataset, context.facts.datasets)
        remedy = f"add `seed-data/{seed.dataset}/seed.lock` beside preview.yaml or beside platform.yaml"
        path = ("seed", "dataset")
        yield Finding(
            path,
            f"there is no dataset `{seed.dataset}`",
            f"did you mean `{guess}`?" if guess else remedy,
            remedy=replaced_value(path, guess),
        )
