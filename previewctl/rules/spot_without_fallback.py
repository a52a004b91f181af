"""Spot nodes, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import SPOT_WITHOUT_FALLBACK
from previewctl.rules.context import Finding, RuleContext, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(SPOT_WITHOUT_FALLBACK)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a preview that waits for spot nodes when there are none.

    Why:
        With `spot: required` processes and services run on spot nodes alone. When the cloud has none to give, often for
        hours and always without notice, they stay Pending, and so does a preview that was running when its node was
        reclaimed. With `preferred` they run on other nodes meanwhile.

    Bad:
        spot: required

    Good:
        spot: preferred

    Fix:
        Write `spot: preferred`. Where waiting is cheaper than a node on demand, silence this with a comment.
    """
    if context.spec.spot == "required":
        yield Finding(
            ("spot",),
            "while there is no spot capacity the preview stays Pending",
            "write `spot: preferred`: it then runs on other nodes meanwhile",
        )
