"""What a dependency's target becomes: looked up in the index of previews, staging where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.diagnostics.excerpt import quoted
from previewctl.plan.asking import STAGING
from previewctl.spec.targets import TargetKind

if TYPE_CHECKING:
    from previewctl.plan.asking import Asked
    from previewctl.plan.index import PreviewIndex, PublishedPreview
    from previewctl.spec.targets import Target

STUB = "stub"
MISSING = "missing"
"""The target that may not become staging: its address answers nothing, so that nobody tests something else."""

_LOOKED_UP = frozenset({TargetKind.PULL_REQUEST, TargetKind.BRANCH, TargetKind.SAME_BRANCH})


class Resolution(NamedTuple):
    """A target and its reason. `number` is there for a preview, `preview` where the index knows it.

    `gone` says why what was asked for is not there. `unseen`: it would take an index to look.
    """

    target: str
    reason: str
    number: int | None = None
    preview: PublishedPreview | None = None
    gone: str = ""
    unseen: bool = False


def resolve(name: str, asked: Asked, branch: str, index: PreviewIndex | None, *, callable_staging: bool) -> Resolution:
    """What the dependency `name` of a preview of `branch` becomes.

    Of several previews of one branch the one with the highest number counts: it is the newest. Without an index `pr-<n>` is
    taken to exist, and a branch cannot be looked up. `callable_staging`: the catalogue lets previews call its staging.
    """
    target = asked.parsed
    match target.kind:
        case TargetKind.STAGING if not callable_staging:
            return Resolution(MISSING, f"{asked.reason}, and previews may not call its staging")
        case TargetKind.STAGING | TargetKind.STUB | TargetKind.URL:
            return Resolution(target.text, asked.reason)
        case TargetKind.PULL_REQUEST:
            return _pull_request(name, target, asked, index, callable_staging=callable_staging)
        case _:
            return _branch(name, target, asked, branch, index, callable_staging=callable_staging)


def looks_up(asked: Asked) -> bool:
    """Whether what is asked for depends on which previews there are."""
    return asked.parsed.kind in _LOOKED_UP


def _pull_request(
    name: str, target: Target, asked: Asked, index: PreviewIndex | None, *, callable_staging: bool
) -> Resolution:
    number = target.pull_request
    if index is None:
        return Resolution(target.text, asked.reason, number)
    problem = index.problem(name, number)
    if problem:
        gone = f"pull request {number} of {quoted(name)} {problem}"
        reason = f"pull request {number} of {quoted(name)} has no preview"
        return _without(gone, reason, asked, callable_staging=callable_staging)
    return Resolution(target.text, asked.reason, number, index.find(name, number))


def _branch(
    name: str, target: Target, asked: Asked, own: str, index: PreviewIndex | None, *, callable_staging: bool
) -> Resolution:
    branch = target.value or own
    if index is None:
        unseen = f"{quoted(target.text)} cannot be looked up without an index of previews"
        if not callable_staging:
            return Resolution(MISSING, f"{unseen}, and previews may not call its staging", unseen=True)
        return Resolution(STAGING, f"{unseen}, so it stays at staging", unseen=True)
    found = index.on_branch(name, branch)
    if found is None:
        gone = f"no preview of {quoted(name)} has the branch {quoted(branch)}"
        if not branch:
            gone = "this preview has no branch to follow"
        return _without(gone, gone, asked, callable_staging=callable_staging)
    reason = f"{asked.reason}, and its branch is {quoted(branch)}"
    return Resolution(found.target, reason, found.pull_request, found)


def _without(gone: str, reason: str, asked: Asked, *, callable_staging: bool) -> Resolution:
    """`reason` says less than `gone`: it is rendered, and must not change with who was asked."""
    if asked.on_missing != STAGING:
        return Resolution(MISSING, f"{reason}, and `onMissing` is `error`", gone=gone)
    if not callable_staging:
        return Resolution(MISSING, f"{reason}, and previews may not call its staging", gone=gone)
    return Resolution(STAGING, f"{reason}, so it is staging", gone=gone)
