"""Seed data and branch call an app alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import RENAMED_APP
from previewctl.rules.context import Finding, RuleContext, rule
from previewctl.rules.migration_findings import found

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(RENAMED_APP)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports an app that the seed data knows by another label.

    Why:
        The label of an app is a part of the names of its tables and of its rows in `django_migrations`. Under a new one Django runs
        all of its migrations again, beside the tables with the seed's rows, which nobody reads any more.

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
        INSTALLED_APPS = ["sales"]
        # sales/migrations/__init__.py
        # sales/migrations/0001_initial.py
        from django.db import migrations
        class Migration(migrations.Migration): initial = True
        # sales/migrations/0002_status.py
        from django.db import migrations
        class Migration(migrations.Migration): dependencies = [("sales", "0001_initial")]

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
        migrations: {sales: 0002_status}
        # shop/settings.py
        INSTALLED_APPS = ["sales"]
        # sales/migrations/__init__.py
        # sales/migrations/0001_initial.py
        from django.db import migrations
        class Migration(migrations.Migration): initial = True
        # sales/migrations/0002_status.py
        from django.db import migrations
        class Migration(migrations.Migration): dependencies = [("sales", "0001_initial")]

    Fix:
        Keep the old label in the app's AppConfig, `label = "orders"`. Or make a version of the dataset with the new tables, and
        name that.
    """
    return found(context, RENAMED_APP, ("seed", "dataset"))
