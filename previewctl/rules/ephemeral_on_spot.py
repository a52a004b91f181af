"""What a spot node takes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import EPHEMERAL_ON_SPOT
from previewctl.rules.context import Finding, RuleContext, rule
from previewctl.rules.database_versions import ephemeral_databases

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(EPHEMERAL_ON_SPOT)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports an ephemeral database of a preview that may run on spot nodes.

    Why:
        A spot node can be reclaimed at any time, with two minutes' notice, and an ephemeral database goes with it: whatever
        testers entered is gone, and the preview is back at its seed. Databases prefer other nodes, and still run on spot
        nodes where there are none.

    Bad:
        databases: {redis: {version: "7.4", persistence: ephemeral}}

    Good:
        databases: {redis: {version: "7.4", persistence: volume}}

    Fix:
        Keep the data with `persistence: volume`, or keep the preview off spot nodes with `spot: never`. Where losing it does
        no harm, silence this with a comment.
    """
    policy = context.spec.spot or context.platform.spot.policy
    if policy == "never":
        return
    for engine, title in ephemeral_databases(context.spec):
        message = f"a reclaimed spot node would set {title} back to its seed, for the spot policy is `{policy}`"
        yield Finding(
            ("databases", engine, "persistence"),
            message,
            "write `persistence: volume`, or `spot: never`",
            first=("spot",) if context.spec.spot else None,
            because="because of this",
            forbids=None if context.spec.spot else ("spot", "policy"),
        )
