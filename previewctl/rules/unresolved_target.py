"""What became of an override that could not be followed, or that has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import UNRESOLVED_TARGET
from previewctl.rules.context import Finding, RuleContext

if TYPE_CHECKING:
    from collections.abc import Iterator


def check(context: RuleContext) -> Iterator[Finding]:
    """Reports what the plan noticed about overrides."""
    for notice in context.environment.notices if context.environment else ():
        yield Finding(UNRESOLVED_TARGET, notice.path, notice.message, notice.help)
