"""What this version can render."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import UNSUPPORTED_PERSISTENCE
from previewctl.plan.waiting import is_django
from previewctl.rules.context import Finding, Needs, RuleContext, rule
from previewctl.rules.suggestions import replaced_value

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(UNSUPPORTED_PERSISTENCE, needs=Needs.PLAN)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a persistence that this version cannot render.

    Why:
        The pod of an ephemeral database runs the migrations itself before it lets anybody in. Beside PostgreSQL nothing says
        which of them MongoDB needs, and if each of the two waited for all of them, each would wait for the other. Django's
        own `migrate` is for PostgreSQL alone, so it does not stand in the way.

    Bad:
        databases: {postgres: {version: "17"}, mongodb: {version: "8.0", persistence: ephemeral}}
        migrations: {command: [npx, migrate-mongo, up]}
        spot: never

    Good:
        databases: {postgres: {version: "17"}, mongodb: {version: "8.0", persistence: volume}}
        migrations: {command: [npx, migrate-mongo, up]}

    Fix:
        Leave `persistence` of MongoDB out, or write `volume`: it ends with the preview as well.
    """
    databases, migrations = context.spec.databases, context.spec.migrations
    if not (databases.postgres and databases.mongodb and databases.mongodb.persistence == "ephemeral"):
        return
    unknown = next((index for index, item in enumerate(migrations) if not is_django(item.command)), None)
    if unknown is None:
        return
    path = ("databases", "mongodb", "persistence")
    yield Finding(
        path,
        "MongoDB cannot be `ephemeral` beside PostgreSQL: nothing says which of the migrations it needs",
        "write `persistence: volume` there, which is deleted with the preview",
        first=("migrations", unknown) if context.document.has(("migrations", unknown)) else ("migrations",),
        because="this may be one of them",
        remedy=replaced_value(path, "volume"),
    )
