"""Seed data that has a migration has what that needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import INCONSISTENT_HISTORY
from previewctl.rules.context import Finding, RuleContext, rule
from previewctl.rules.migration_findings import found

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(INCONSISTENT_HISTORY)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports seed data with a migration and without one that it needs.

    Why:
        Django refuses to migrate a database in which a migration is applied before one that it depends on. It comes from a
        dependency that was added later, from a file that was put between two others, or from a squash that no longer says what it
        replaces.

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
        migrations: {orders: 0001_initial}
        # shop/settings.py
        INSTALLED_APPS = ["customers", "orders"]
        # orders/migrations/__init__.py
        # orders/migrations/0001_initial.py
        from django.db import migrations
        class Migration(migrations.Migration): dependencies = [("customers", "0001_initial")]
        # customers/migrations/__init__.py
        # customers/migrations/0001_initial.py
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
        migrations: {customers: 0001_initial, orders: 0001_initial}
        # shop/settings.py
        INSTALLED_APPS = ["customers", "orders"]
        # orders/migrations/__init__.py
        # orders/migrations/0001_initial.py
        from django.db import migrations
        class Migration(migrations.Migration): dependencies = [("customers", "0001_initial")]
        # customers/migrations/__init__.py
        # customers/migrations/0001_initial.py
        from django.db import migrations
        class Migration(migrations.Migration): initial = True

    Fix:
        Make a version of the dataset at the migrations of this branch, and name that. Or take the dependency back.
    """
    return found(context, INCONSISTENT_HISTORY, ("seed", "version"))
