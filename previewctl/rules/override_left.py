"""An override belongs to one branch: after a merge it would hold for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import OVERRIDE_LEFT
from previewctl.diagnostics.model import Severity
from previewctl.rules.context import Finding, RuleContext, rule
from previewctl.rules.suggestions import removed
from previewctl.rules.unresolved_target import has_ended
from previewctl.spec.targets import TargetKind

if TYPE_CHECKING:
    from collections.abc import Iterator

_BRANCHES = frozenset({TargetKind.BRANCH, TargetKind.SAME_BRANCH})


@rule(OVERRIDE_LEFT)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports an override, which belongs to a branch and never to the default one.

    Why:
        With an override a branch tests against another branch's preview. Merged, it would point every later preview of the service
        there, and once that pull request is closed at nothing. So it is a warning on a branch, and an error on the default branch
        and under `--ready-to-merge`; there neither a comment nor a setting silences it, and one that has ended counts too.

    Bad:
        dependencies:
          billing-api: {env: BILLING_API_URL}
        overrides:
          billing-api: pr-123

    Good:
        dependencies:
          billing-api: {env: BILLING_API_URL}

    Fix:
        Remove the override before the branch is merged.
    """
    around = context.surroundings
    severity = Severity.ERROR if around.default_branch or around.ready_to_merge else None
    for name in context.spec.overrides:
        if severity is None and _is_reported(context, name):
            continue
        path = ("overrides", name)
        message = f"the override of `{name}` {_why(context)}"
        yield Finding(
            path, message, "remove it", on_key=True, remedy=removed(path, safe=severity is not None), severity=severity
        )


def _is_reported(context: RuleContext, name: str) -> bool:
    """Whether an override has another finding: it is of nothing, has ended, or is not followed."""
    kind = context.spec.overrides[name].target.kind
    if name not in context.spec.dependencies or has_ended(context, name):
        return True
    if kind is TargetKind.URL:
        return not context.platform.urls
    if kind is TargetKind.STUB:
        return not context.spec.dependencies[name].optional
    return kind in _BRANCHES and context.facts.previews is None


def _why(context: RuleContext) -> str:
    if context.surroundings.default_branch:
        return "is on the default branch, so it holds for every preview"
    if context.surroundings.ready_to_merge:
        return "is left, and would hold for every preview once this is merged"
    return "is for this branch alone: it has to go before the branch is merged"
