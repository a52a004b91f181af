"""An app has one last migration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import CONFLICTING_MIGRATIONS
from previewctl.rules.context import Finding, RuleContext, rule
from previewctl.rules.migration_findings import found

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(CONFLICTING_MIGRATIONS)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports an app with more than one last migration.

    Why:
        Two branches that each added a migration leave two of them at the end once they are merged. `migrate` then runs none of
        them, so the preview never gets its tables.

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
        class Migration(migrations.Migration): dependencies = [("orders", "0001_initial")]
        # orders/migrations/0002_total.py
        from django.db import migrations
        class Migration(migrations.Migration): dependencies = [("orders", "0001_initial")]

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
        Run `python manage.py makemigrations --merge` and commit the file that it writes, or let one of the two depend on the
        other.
    """
    return found(context, CONFLICTING_MIGRATIONS, ("seed",), on_key=True)
