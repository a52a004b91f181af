"""Targets that the platform has to allow, and those that have to be looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import UNSUPPORTED_TARGET
from previewctl.diagnostics.excerpt import quoted
from previewctl.plan.asking import asked_of, has_ended
from previewctl.rules.context import Finding, RuleContext, rule
from previewctl.spec.targets import TargetKind

if TYPE_CHECKING:
    from collections.abc import Iterator

_NEEDS_INDEX = {TargetKind.BRANCH, TargetKind.SAME_BRANCH}
_OF_PREVIEWS = {TargetKind.PULL_REQUEST, *_NEEDS_INDEX}


@rule(UNSUPPORTED_TARGET)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a URL that the platform does not allow, and what has to exist but cannot be looked up.

    Why:
        Where a preview may call is the platform's decision: an arbitrary URL could be production. A target that cannot be followed
        would leave the dependency at staging, and the test would be one of something else.

    Bad:
        dependencies:
          billing-api: {env: BILLING_API_URL}
        overrides:
          billing-api: https://billing.example.com

    Good:
        dependencies:
          billing-api: {env: BILLING_API_URL}
        overrides:
          billing-api: pr-123

    Fix:
        Point the override at a preview, as `pr-<number>`, or ask for `urls: true` in platform.yaml.
    """
    for name, override in context.spec.overrides.items():
        path, target = ("overrides", name, "target"), override.target
        if target.kind is TargetKind.URL and not context.platform.urls and not context.embedded:
            yield Finding(
                path,
                "the platform does not allow URLs as targets",
                "name a preview as `pr-<number>`",
                forbids=("urls",),
            )
        elif target.kind in _OF_PREVIEWS and not _has_previews(context, name):
            message = f"`{name}` has no previews"
            yield Finding(path, message, "point it at `staging`", forbids=("services", name, "previews"))
        elif target.kind in _NEEDS_INDEX and context.facts.previews is None and _must_exist(context, name):
            message = (
                f"{quoted(target.text)} cannot be looked up without an index of previews, and `onMissing` is `error`"
            )
            remedy = "pass `--gitops DIR` or `--index github`, or name the preview as `pr-<number>`"
            yield Finding(path, message, remedy)


def _must_exist(context: RuleContext, name: str) -> bool:
    if name not in context.spec.dependencies or has_ended(context.spec.overrides[name], context.facts.today):
        return False
    return asked_of(name, context.spec, context.platform, context.facts.today).on_missing == "error"


def _has_previews(context: RuleContext, name: str) -> bool:
    entry = context.platform.services.get(name)
    return entry is None or entry.previews
