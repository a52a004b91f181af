"""Migrations say in so many words where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import UNREADABLE_MIGRATION
from previewctl.rules.context import Finding, RuleContext, rule
from previewctl.rules.migration_findings import found

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(UNREADABLE_MIGRATION)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a migration that only running it would place.

    Why:
        previewctl runs none of the repository's code. Where the dependencies of a migration are computed, or its class is that of a
        package, nobody can tell whether the seed fits its app: such an app is left out, and a seed that is ahead of it goes
        unnoticed.

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
        INSTALLED_APPS = ["django.contrib.auth", "django.contrib.sites", "orders"]
        # orders/migrations/__init__.py
        # orders/migrations/0001_initial.py
        from django.db import migrations
        class Migration(migrations.Migration): dependencies = [(app, "0001_initial") for app in ("auth", "sites")]

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
        INSTALLED_APPS = ["django.contrib.auth", "django.contrib.sites", "orders"]
        # orders/migrations/__init__.py
        # orders/migrations/0001_initial.py
        from django.db import migrations
        class Migration(migrations.Migration): dependencies = [("auth", "0001_initial"), ("sites", "0001_initial")]

    Fix:
        Write `dependencies`, `run_before` and `replaces` as plain lists of pairs of texts, as `makemigrations` does.
    """
    return found(context, UNREADABLE_MIGRATION, ("seed",), on_key=True)
