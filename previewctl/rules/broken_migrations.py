"""Migrations can be put in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import BROKEN_MIGRATIONS
from previewctl.rules.context import Finding, RuleContext, rule
from previewctl.rules.migration_findings import found

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(BROKEN_MIGRATIONS)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports migrations that Django cannot put in order.

    Why:
        A dependency on a migration that is not there, migrations that need each other, or a file without a class `Migration`: with
        any of them every command of manage.py that looks at the database fails, and the preview's migrations first of all.

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
        INSTALLED_APPS = ["orders"]
        # orders/migrations/__init__.py
        # orders/migrations/0001_initial.py
        from django.db import migrations
        class Migration(migrations.Migration): initial = True
        # orders/migrations/0002_status.py
        from django.db import migrations
        class Migration(migrations.Migration): dependencies = [("orders", "0001_intial")]

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
        Correct the names in `dependencies`, `run_before` and `replaces`, or add the file that is missing.
    """
    return found(context, BROKEN_MIGRATIONS, ("seed",), on_key=True)
