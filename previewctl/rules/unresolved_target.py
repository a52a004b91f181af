"""What became of an override that could not be followed, or that has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import UNRESOLVED_TARGET
from previewctl.plan import asking
from previewctl.rules.context import Finding, Needs, RuleContext, rule
from previewctl.rules.suggestions import removed

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(UNRESOLVED_TARGET, needs=Needs.PLAN)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports an override that could not be followed, or that has ended.

    Why:
        The dependency points at staging, although the file says something else. Whoever tests the preview believes that they
        test two changes together, and sees only one.

    Bad:
        dependencies:
          billing-api: {env: BILLING_API_URL}
        overrides:
          billing-api: {target: pr-123, until: 2025-06-30}

    Good:
        dependencies:
          billing-api: {env: BILLING_API_URL}

    Fix:
        Remove an override that has ended. Name a preview as `pr-<number>` where a branch cannot be looked up.
    """
    for notice in context.environment.notices if context.environment else ():
        path = notice.path[:2]
        remedy = removed(path, safe=True) if has_ended(context, str(path[1])) else None
        yield Finding(notice.path, notice.message, notice.help, remedy=remedy)


def has_ended(context: RuleContext, dependency: str) -> bool:
    """Whether the last day of an override has passed, so that it changes nothing any more."""
    return asking.has_ended(context.spec.overrides[dependency], context.facts.today)
