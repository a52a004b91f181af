"""What a sync did, or would do, as text and as data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.gitops.control import ControlChange
    from previewctl.gitops.departures import Departure
    from previewctl.gitops.discovery import Discovered
    from previewctl.gitops.holding import Key
    from previewctl.gitops.sync import Outcome

_MOST_LINES = 50


class Synced(NamedTuple):
    """A run on `branch`, and what was published by the way. `undiscovered` names repositories that gave no answer to that."""

    outcome: Outcome
    discovered: tuple[Discovered, ...]
    undiscovered: tuple[str, ...]
    branch: str
    applied: bool


def text(result: Synced) -> str:
    """A line for each preview that changes, and one for the branch."""
    outcome, applied = result.outcome, result.applied
    removed, written = ("removed", "rendered again") if applied else ("would be removed", "would be rendered again")
    lines = [f"{_name(item.key)}  {removed}: {item.reason}" for item in outcome.removals.now]
    lines += _shortened([f"{_name(key)}  {written}" for key in outcome.written])
    lines += [f"previews/_bases/{name}  {removed}: no preview names it" for name in outcome.bases]
    lines += [_discovered(item, applied=applied) for item in result.discovered]
    if not lines:
        count = f"{outcome.published} preview{'' if outcome.published == 1 else 's'}"
        return f"{result.branch} is up to date: {count}\n"
    commits = f" in {len(outcome.commits)} commits" if len(outcome.commits) > 1 else ""
    lines.append(
        f"{result.branch} is up to date{commits}" if applied else f"{result.branch} would change: --apply does it"
    )
    return "".join(f"{line}\n" for line in lines)


def problems(result: Synced) -> Iterator[str]:
    """What a person should know, a line each."""
    outcome = result.outcome
    if outcome.removals.alarming:
        count = len(outcome.removals.later)
        yield f"error: {count} of {outcome.published} previews would be removed, so nothing was done at all"
        yield "  check platform.yaml and the token; --more-than-half removes them all the same"
        yield from _shortened([f"  {_name(item.key)}: {item.reason}" for item in outcome.removals.later])
    elif outcome.removals.later:
        yield f"note: {len(outcome.removals.later)} more previews go in the next runs (--max-removals)"
    for item in outcome.departures.waiting:
        yield f"note: {_name(item.key)} stays for now: {item.reason}"
    for line in outcome.departures.failures:
        yield f"error: nobody knows which pull requests are gone, so all previews stay: {line}"
    for line in result.undiscovered:
        yield f"error: nobody knows which pull requests want a preview: {line}"
    for key in outcome.overtaken:
        yield f"note: {_name(key)} was changed by somebody else meanwhile, and is left to the next run"
    if outcome.held_back:
        yield f"note: the last batch is not healthy, so {outcome.held_back} previews wait for the next run"


def as_json(result: Synced) -> dict[str, Any]:
    """The same for programs."""
    from previewctl.reporters.findings.json_v1 import finding

    outcome = result.outcome
    return {
        "schema": 1,
        "branch": result.branch,
        "applied": result.applied,
        "published": outcome.published,
        "drift": outcome.drift,
        "alarm": outcome.removals.alarming,
        "removed": [_departure(item) for item in outcome.removals.now],
        "later": [_departure(item) for item in outcome.removals.later],
        "waiting": [_departure(item) for item in outcome.departures.waiting],
        "rendered": [_key(key) for key in outcome.written],
        "bases": list(outcome.bases),
        "broken": [
            {**_key(item.key), "findings": [finding(found) for found in item.findings]} for item in outcome.broken
        ],
        "overtaken": [_key(key) for key in outcome.overtaken],
        "heldBack": outcome.held_back,
        "commits": list(outcome.commits),
        "failures": list(dict.fromkeys([*outcome.departures.failures, *result.undiscovered])),
        "discovered": [
            {
                "repository": item.repository,
                "pullRequest": item.number,
                "outcome": item.outcome,
                "reason": item.text or None,
                "services": list(item.services),
                "findings": [finding(found) for found in item.findings],
            }
            for item in result.discovered
        ],
    }


def control_text(found: ControlChange, shown: str, *, applied: bool) -> str:
    """A line for each file of `argocd/` that changes."""
    if found.alarming:
        return ""
    if not found.files:
        return f"argocd/ of {shown} is up to date\n"
    lines = [f"{'-' if content is None else '+'} {path}" for path, content in sorted(found.files.items())]
    end = f"argocd/ of {shown} is up to date" if applied else f"argocd/ of {shown} would change: --apply does it"
    return "".join(f"{line}\n" for line in [*lines, end])


def control_problems(found: ControlChange) -> Iterator[str]:
    """What a person should know about `argocd/`."""
    if found.alarming:
        going = sum(content is None for content in found.files.values())
        yield f"error: {going} files of argocd/ would go, more than half of the ApplicationSets: nothing was written"
        yield "  check the catalogue in platform.yaml; remove them by hand if that is meant"
    for path in found.kept:
        yield f"note: {path} stays: its service has left the catalogue, and may still have previews (--gitops tells)"


def control_json(found: ControlChange, shown: str, *, applied: bool) -> dict[str, Any]:
    """The same for programs."""
    return {
        "schema": 1,
        "target": shown,
        "applied": applied and not found.alarming,
        "alarm": found.alarming,
        "written": sorted(path for path, content in found.files.items() if content is not None),
        "removed": sorted(path for path, content in found.files.items() if content is None),
        "kept": list(found.kept),
    }


def _discovered(item: Discovered, *, applied: bool) -> str:
    where = f"{item.repository}#{item.number}"
    if item.outcome == "published":
        verb = "published" if applied else "would be published"
        return f"{where}  {verb}: {', '.join(item.services)}"
    return f"{where}  not published: {item.text or item.outcome}"


def _shortened(lines: list[str]) -> list[str]:
    if len(lines) <= _MOST_LINES:
        return lines
    return [*lines[:_MOST_LINES], f"… and {len(lines) - _MOST_LINES} more"]


def _departure(item: Departure) -> dict[str, Any]:
    return {**_key(item.key), "reason": item.reason}


def _key(key: Key) -> dict[str, Any]:
    return {"service": key[0], "pullRequest": key[1]}


def _name(key: Key) -> str:
    return f"{key[0]}/pr-{key[1]}"
