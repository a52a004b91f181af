"""Previews that belong together point at each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import INCONSISTENT_BUNDLE
from previewctl.diagnostics.excerpt import quoted
from previewctl.rules.context import Finding, Needs, RuleContext, rule
from previewctl.spec.targets import TargetKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.plan.index import PublishedPreview
    from previewctl.plan.model import DependencyPlan

_OF_BRANCHES = {TargetKind.BRANCH, TargetKind.SAME_BRANCH}


@rule(INCONSISTENT_BUNDLE, needs=Needs.PLAN)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a preview that this one follows and that calls other services elsewhere than this one does.

    Why:
        The pull requests of one feature are tested together: A follows the branch of B. Where B in its turn calls the staging of
        A, or another C than A calls, the two see different systems, and what is tested is not what will be merged. It takes an index
        of previews to notice: `--gitops DIR`.

    Bad:
        dependencies: {billing-api: {env: BILLING_API_URL}}
        follow: same-branch
        # and billing-api, on the same branch, has
        dependencies: {orders-api: {env: ORDERS_API_URL}}

    Good:
        dependencies: {billing-api: {env: BILLING_API_URL}}
        follow: same-branch
        # and billing-api, on the same branch, has
        dependencies: {orders-api: {env: ORDERS_API_URL}}
        follow: same-branch

    Fix:
        Let the other preview follow the branch too: `follow: same-branch` in its preview.yaml, then publish it.
    """
    if context.environment is None or context.facts.previews is None:
        return
    own = {item.name: item.target for item in context.environment.dependencies}
    for dependency in context.environment.dependencies:
        found = _followed(context, dependency)
        if found is None:
            continue
        for name, target in sorted(found.targets.items()):
            wanted = _own_target(context) if name == context.spec.service else own.get(name, target)
            if wanted != target:
                ours = "this branch's preview" if name == context.spec.service else f"`{wanted}`"
                message = (
                    f"{found.target} of `{dependency.name}` calls {quoted(name)} at {quoted(target)}, and not {ours}"
                )
                path = ("overrides" if dependency.name in context.spec.overrides else "dependencies", dependency.name)
                yield Finding(path, message, "let it follow the branch too: `follow: same-branch`", on_key=True)


def _followed(context: RuleContext, dependency: DependencyPlan) -> PublishedPreview | None:
    """The preview of the same feature: found by a branch, or one of this branch that a number names."""
    previews = context.facts.previews
    if previews is None or dependency.preview is None:
        return None
    found = previews.find(dependency.name, dependency.preview)
    if found is None:
        return None
    is_of_branch = dependency.asked.parsed.kind in _OF_BRANCHES
    return found if is_of_branch or found.branch == context.facts.pull_request.branch else None


def _own_target(context: RuleContext) -> str:
    """What others should call this one by: its pull request where it is known, else that of its branch."""
    request = context.facts.pull_request
    if request.number:
        return f"pr-{request.number}"
    found = context.facts.previews.on_branch(context.spec.service, request.branch) if context.facts.previews else None
    return found.target if found else "this branch's preview"
