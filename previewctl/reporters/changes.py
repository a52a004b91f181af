"""What a render changed, or would change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from previewctl.reporters.plain_data import plain
from previewctl.write.changes import Change, ChangeKind, Comparison
from previewctl.write.diff import unified_diff

if TYPE_CHECKING:
    from previewctl.plan.model import Environment
    from previewctl.reporters.style import Style

_SIGNS = {ChangeKind.ADDED: "+", ChangeKind.CHANGED: "~", ChangeKind.REMOVED: "-"}


@dataclass(frozen=True, slots=True)
class RenderResult:
    """The plans that were rendered, the services that an earlier run had rendered, and what changed."""

    environments: tuple[Environment, ...]
    unchanged: tuple[str, ...]
    comparison: Comparison


def summary(result: RenderResult, out: str, *, dry: bool, names: bool) -> str:
    """The previews with their URLs, and how many files changed; `names` lists the files too."""
    lines = []
    if names:
        lines += [f"{_SIGNS[change.kind]} {change.path}" for change in result.comparison.changes]
    width = max((len(environment.names.application) for environment in result.environments), default=0)
    for environment in result.environments:
        lines.append(f"{environment.names.application:<{width}}  {environment.names.url}")
        lines += _resets(environment)
    if result.unchanged:
        lines.append(
            f"{len(result.unchanged)} of {len(result.unchanged) + len(result.environments)} previews unchanged"
        )
    lines += [f"warning: {foreign.path} is not previewctl's and was kept" for foreign in result.comparison.foreign]
    lines.append(_totals(result.comparison.changes, out, dry=dry))
    return "\n".join(lines) + "\n"


def _resets(environment: Environment) -> list[str]:
    """That the data starts over with this rendering, and why."""
    reset = environment.reset
    if reset is None or not reset.now:
        return []
    head = f"  its databases start over from the seed (epoch {reset.epoch}):"
    return [head, *(f"    {reason}" for reason in reset.reasons)]


def _totals(changes: tuple[Change, ...], out: str, *, dry: bool) -> str:
    if not changes:
        return f"{out} is up to date"
    counts = [(sum(change.kind is kind for change in changes), kind.value) for kind in ChangeKind]
    verb = "would change" if dry else "changed"
    return f"{out} {verb}: " + ", ".join(
        f"{count} {'file' if count == 1 else 'files'} {kind}" for count, kind in counts if count
    )


def diff(comparison: Comparison, style: Style) -> str:
    """The unified diff, coloured where the terminal takes it."""
    return colored_diff(unified_diff(comparison.changes), style)


def colored_diff(text: str, style: Style) -> str:
    """A unified diff with its lines in colour, if the style has any."""
    if not style.colored:
        return text
    return "".join(_colored(line, style) for line in text.splitlines(keepends=True))


def _colored(line: str, style: Style) -> str:
    if line.startswith(("+++", "---")):
        return style.bold(line)
    if line.startswith("+"):
        return style.added(line)
    return style.removed(line) if line.startswith("-") else line


def as_json(result: RenderResult, diagnostics: list[dict[str, Any]]) -> dict[str, Any]:
    """The result for programs."""
    return {
        "schema": 1,
        "previews": [
            {
                "service": item.service,
                "pullRequest": item.pull_request.number,
                **plain(item.names),
                "url": item.names.url,
                "epoch": item.epoch,
                "reset": list(item.reset.reasons) if item.reset and item.reset.now else [],
            }
            for item in result.environments
        ],
        "unchanged": list(result.unchanged),
        "changes": [{"path": change.path, "kind": change.kind.value} for change in result.comparison.changes],
        "foreign": [foreign.path for foreign in result.comparison.foreign],
        "diagnostics": diagnostics,
    }
