"""What became of an override that could not be followed, or that has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import UNRESOLVED_TARGET
from previewctl.rules.context import Finding, Needs, RuleContext, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(UNRESOLVED_TARGET, needs=Needs.PLAN)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports what the plan noticed about overrides."""
    for notice in context.environment.notices if context.environment else ():
        yield Finding(notice.path, notice.message, notice.help)
