"""What this version can render."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import UNSUPPORTED_PERSISTENCE
from previewctl.rules.context import Finding, Needs, RuleContext, rule
from previewctl.rules.database_versions import unrendered_databases
from previewctl.rules.suggestions import replaced_value

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(UNSUPPORTED_PERSISTENCE, needs=Needs.PLAN)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a persistence that this version cannot render.

    Why:
        An ephemeral database has to restore and migrate itself before it lets anybody in. This version renders databases on
        volumes alone; one without a volume and without that would be empty after its first restart.

    Bad:
        databases: {redis: {version: "7.4", persistence: ephemeral}}
        spot: never

    Good:
        databases: {redis: {version: "7.4", persistence: volume}}

    Fix:
        Leave `persistence` out, or write `volume`: it ends with the preview as well.
    """
    for engine, title in unrendered_databases(context.spec):
        path = ("databases", engine, "persistence")
        message = f"this version cannot render {title} as `ephemeral`"
        yield Finding(
            path,
            message,
            "write `persistence: volume`, which is deleted with the preview",
            remedy=replaced_value(path, "volume"),
        )
