"""What a publication or a removal did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from previewctl.gitops.landing import Landed
    from previewctl.gitops.publication import Result
    from previewctl.gitops.removal import Removed


class Published(NamedTuple):
    """How a publication ended. `paths` are those that would change, where nothing was written; None otherwise."""

    repository: str
    branch: str
    number: int
    results: tuple[Result, ...]
    landed: Landed | None
    paths: Mapping[str, bytes | None] | None = None


def text(published: Published) -> str:
    """A line for each service, and one for the commit."""
    lines = []
    for item in published.results:
        if item.environment is None:
            lines.append(f"{item.service}: not published: {item.text}")
            continue
        names = item.environment.names
        lines.append(
            f"{names.application}  {names.url}  {item.outcome} at {item.environment.pull_request.head_sha[:12]}"
        )
        reset = item.environment.reset
        if reset is not None and reset.now:
            lines.append(f"  its databases start over from the seed (epoch {reset.epoch}):")
            lines += [f"    {reason}" for reason in reset.reasons]
    lines += _changes(published.paths)
    lines.append(_ending(published.repository, published.branch, published.landed, published.paths))
    return "".join(f"{line}\n" for line in lines)


def as_json(published: Published, findings: Sequence[Any], notes: Sequence[str]) -> dict[str, Any]:
    """The same for programs."""
    return {
        "schema": 1,
        "repository": published.repository,
        "branch": published.branch,
        "pullRequest": published.number,
        **_landed(published.landed),
        "previews": [_preview(item) for item in published.results],
        "changes": sorted(published.paths) if published.paths is not None else None,
        "notes": list(notes),
        "findings": list(findings),
    }


def removal_text(removed: Removed, repository: str, branch: str, landed: Landed | None, *, dry: bool) -> str:
    """What went, a line each."""
    if removed.kept:
        return f"nothing removed: {removed.kept}\n"
    verb = "would be removed" if dry else "removed"
    lines = [f"{service}/pr-{number}  {verb}" for service, number in removed.previews]
    lines += [f"{path}  {verb}: nothing else names it" for path in removed.bases]
    if not lines:
        lines = [f"nothing to remove on {branch} of {repository}"]
    elif landed is not None:
        lines.append(_ending(repository, branch, landed, None))
    return "".join(f"{line}\n" for line in lines)


def removal_json(removed: Removed, repository: str, branch: str, landed: Landed | None) -> dict[str, Any]:
    """The same for programs."""
    return {
        "schema": 1,
        "repository": repository,
        "branch": branch,
        **_landed(landed),
        "removed": [{"service": service, "pullRequest": number} for service, number in removed.previews],
        "bases": list(removed.bases),
        "kept": removed.kept or None,
    }


def _preview(item: Result) -> dict[str, Any]:
    environment = item.environment
    return {
        "service": item.service,
        "outcome": item.outcome,
        "reason": item.text or None,
        "url": environment.names.url if environment else None,
        "headSha": environment.pull_request.head_sha if environment else None,
        "image": environment.image if environment else None,
        "epoch": environment.epoch if environment else None,
        "attempt": environment.attempt if environment else None,
        "reset": list(environment.reset.reasons) if environment and environment.reset and environment.reset.now else [],
    }


def _landed(landed: Landed | None) -> dict[str, Any]:
    return {"commit": landed.commit if landed else None, "attempts": landed.attempts if landed else 0}


def _changes(paths: Mapping[str, bytes | None] | None) -> list[str]:
    return [f"{'-' if content is None else '+'} {path}" for path, content in sorted((paths or {}).items())]


def _ending(repository: str, branch: str, landed: Landed | None, paths: Mapping[str, bytes | None] | None) -> str:
    if landed is None:
        return f"{branch} of {repository} would change" if paths else f"{branch} of {repository} would not change"
    if landed.commit is None:
        return f"{branch} of {repository} is up to date"
    tries = f" in {landed.attempts} attempts" if landed.attempts > 1 else ""
    return f"{branch} of {repository} is at {landed.commit[:12]}{tries}"
