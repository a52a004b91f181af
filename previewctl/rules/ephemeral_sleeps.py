"""What sleep takes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import EPHEMERAL_SLEEPS
from previewctl.rules.context import Finding, RuleContext, rule
from previewctl.rules.database_versions import ephemeral_databases
from previewctl.rules.suggestions import replaced_value

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(EPHEMERAL_SLEEPS)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports an ephemeral database of a preview that sleeps.

    Why:
        A preview sleeps by having its pods scaled to none, and an ephemeral database ends with its pod. Every morning the
        preview would be back at its seed, and nobody would know where yesterday's test data went.

    Bad:
        databases: {redis: {version: "7.4", persistence: ephemeral}}
        spot: never
        lifetime: {sleep: {weekends: true}}

    Good:
        databases: {redis: {version: "7.4", persistence: volume}}
        lifetime: {sleep: {weekends: true}}

    Fix:
        Keep the data with `persistence: volume`, or let the preview stay awake.
    """
    own = context.spec.lifetime.sleep
    sleep = own or context.platform.defaults.lifetime.sleep
    if sleep is None or not (sleep.weekdays or sleep.weekends):
        return
    for engine, title in ephemeral_databases(context.spec):
        path = ("databases", engine, "persistence")
        yield Finding(
            path,
            f"{title} would lose its data each time the preview sleeps",
            "write `persistence: volume`" + (", or remove `sleep`" if own else ""),
            first=("lifetime", "sleep") if own else None,
            because="because of this",
            forbids=None if own else ("defaults", "lifetime", "sleep"),
            remedy=replaced_value(path, "volume"),
        )
