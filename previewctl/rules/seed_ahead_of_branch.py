"""Seed data is no newer than the branch that starts with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import SEED_AHEAD_OF_BRANCH
from previewctl.rules.context import Finding, RuleContext, rule
from previewctl.rules.migration_findings import found

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(SEED_AHEAD_OF_BRANCH)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports seed data with migrations that the branch does not have.

    Why:
        A seed that was made on the default branch has the tables of its newest migrations. On an older branch Django runs nothing
        and calls all of it well; then the first insert into a table with a column that the code does not know fails.

    Bad:
        runtime: django
        databases: {postgres: {version: "17"}}
        migrations: {command: [python, manage.py, migrate]}
        env: {DJANGO_SETTINGS_MODULE: shop.settings}
        seed: {dataset: orders, version: 2026.11.1}
        # seed-data/orders/seed.lock
        dataset: orders
        version: 2026.11.1
        contentHash: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
        engines: {postgres: {version: "17"}}
        migrations: {orders: 0002_status}
        # shop/settings.py
        INSTALLED_APPS = ["orders"]
        # orders/migrations/__init__.py
        # orders/migrations/0001_initial.py
        from django.db import migrations
        class Migration(migrations.Migration): initial = True

    Good:
        runtime: django
        databases: {postgres: {version: "17"}}
        migrations: {command: [python, manage.py, migrate]}
        env: {DJANGO_SETTINGS_MODULE: shop.settings}
        seed: {dataset: orders, version: 2026.11.1}
        # seed-data/orders/seed.lock
        dataset: orders
        version: 2026.11.1
        contentHash: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
        engines: {postgres: {version: "17"}}
        migrations: {orders: 0001_initial}
        # shop/settings.py
        INSTALLED_APPS = ["orders"]
        # orders/migrations/__init__.py
        # orders/migrations/0001_initial.py
        from django.db import migrations
        class Migration(migrations.Migration): initial = True
        # orders/migrations/0002_status.py
        from django.db import migrations
        class Migration(migrations.Migration): dependencies = [("orders", "0001_initial")]

    Fix:
        Rebase the branch onto the default branch, or merge that. Where the branch has to stay behind, name a version of the
        dataset that is as old as the branch.
    """
    return found(context, SEED_AHEAD_OF_BRANCH, ("seed", "version"))
