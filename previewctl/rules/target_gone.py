"""An override points at a preview that is not there (any more)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import TARGET_GONE
from previewctl.diagnostics.excerpt import quoted
from previewctl.diagnostics.model import Severity
from previewctl.plan.index import Gap
from previewctl.plan.resolution import MISSING
from previewctl.rules.context import Finding, Needs, RuleContext, rule
from previewctl.rules.suggestions import removed
from previewctl.spec.targets import TargetKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.plan.model import DependencyPlan


@rule(TARGET_GONE, needs=Needs.PLAN)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a dependency whose target is not there, as far as the index of previews or GitHub knows.

    Why:
        An override names another pull request's preview. Once that pull request is closed or loses its label, its preview is
        deleted, and the address answers nothing. By default the dependency becomes staging then, so the test is one of something
        else; with `onMissing: error`, and where previews may not call its staging, it is an error. `lint` makes it one as soon as
        GitHub says that the pull request gets no preview. A preview that is only not published yet is a warning.

    Bad:
        dependencies: {billing-api: {env: BILLING_API_URL, onMissing: error}}
        overrides: {billing-api: pr-123}

    Good:
        dependencies: {billing-api: {env: BILLING_API_URL, onMissing: error}}

    Fix:
        Remove the override, or point it at an open pull request that has the label and a preview.
    """
    for dependency in context.environment.dependencies if context.environment else ():
        if not dependency.gone or not _is_told(dependency):
            continue
        path = _place(context, dependency)
        gap = _gap(context, dependency)
        is_final = gap is not None and gap.is_final
        yield Finding(
            path,
            _message(dependency),
            _help(context, dependency, gap),
            remedy=removed(path[:2], safe=is_final) if path[0] == "overrides" else None,
            severity=_severity(context, dependency, gap),
        )


def _is_told(dependency: DependencyPlan) -> bool:
    """Whether it is more than what `same-branch` means, or than PV209 says of a branch."""
    return dependency.target == MISSING or dependency.asked.parsed.kind is TargetKind.PULL_REQUEST


def _place(context: RuleContext, dependency: DependencyPlan) -> tuple[str, ...]:
    name = dependency.name
    return ("overrides", name, "target") if name in context.spec.overrides else ("dependencies", name)


def _gap(context: RuleContext, dependency: DependencyPlan) -> Gap | None:
    target, previews = dependency.asked.parsed, context.facts.previews
    return previews.gaps.get((dependency.name, target.pull_request)) if previews else None


def _severity(context: RuleContext, dependency: DependencyPlan, gap: Gap | None) -> Severity | None:
    """None for an error."""
    if context.facts.again:
        return Severity.WARNING
    is_refused = dependency.target == MISSING or (gap is not None and context.surroundings.linted)
    return None if is_refused else Severity.WARNING


def _message(dependency: DependencyPlan) -> str:
    if dependency.target != MISSING:
        return f"{dependency.gone}, so `{dependency.name}` stays at staging"
    why = "`onMissing` is `error`" if dependency.asked.on_missing == "error" else "previews may not call its staging"
    return f"{dependency.gone}, and {why}"


def _help(context: RuleContext, dependency: DependencyPlan, gap: Gap | None) -> str:
    if dependency.name not in context.spec.overrides:
        return "point it at a preview: `overrides`, with `pr-<number>`"
    if gap is Gap.UNLABELLED:
        return f"put the label {quoted(context.platform.label)} on it, or remove the override"
    if gap is None and dependency.asked.parsed.kind is TargetKind.PULL_REQUEST:
        return "wait until it is published, or remove the override"
    return "remove the override"
