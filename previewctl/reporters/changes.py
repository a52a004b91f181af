"""What a render changed, or would change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from previewctl.reporters.plain_data import plain
from previewctl.write.changes import Change, ChangeKind, Comparison
from previewctl.write.diff import unified_diff

if TYPE_CHECKING:
    from previewctl.rendering import Rendered
    from previewctl.reporters.style import Style

_SIGNS = {ChangeKind.ADDED: "+", ChangeKind.CHANGED: "~", ChangeKind.REMOVED: "-"}


def summary(rendered: Rendered, comparison: Comparison, out: str, *, dry: bool, names: bool) -> str:
    """The previews with their URLs, and how many files changed; `names` lists the files too."""
    lines = []
    if names:
        lines += [f"{_SIGNS[change.kind]} {change.path}" for change in comparison.changes]
    for environment in rendered.environments:
        lines.append(f"{environment.names.application}  {environment.names.url}")
    lines += [f"warning: {foreign.path} is not previewctl's and was kept" for foreign in comparison.foreign]
    lines.append(_totals(comparison.changes, out, dry=dry))
    return "\n".join(lines) + "\n"


def _totals(changes: tuple[Change, ...], out: str, *, dry: bool) -> str:
    if not changes:
        return f"{out} is up to date"
    counts = [f"{sum(change.kind is kind for change in changes)} {kind.value}" for kind in ChangeKind]
    verb = "would change" if dry else "changed"
    present = ", ".join(count for count in counts if not count.startswith("0 "))
    return f"{out} {verb}: {present}"


def diff(comparison: Comparison, style: Style) -> str:
    """The unified diff, coloured where the terminal takes it."""
    text = unified_diff(comparison.changes)
    if not style.colored:
        return text
    return "".join(_colored(line, style) for line in text.splitlines(keepends=True))


def _colored(line: str, style: Style) -> str:
    if line.startswith(("+++", "---")):
        return style.bold(line)
    if line.startswith("+"):
        return style.added(line)
    return style.removed(line) if line.startswith("-") else line


def as_json(rendered: Rendered, comparison: Comparison, diagnostics: list[dict[str, Any]]) -> dict[str, Any]:
    """The result for programs."""
    return {
        "schema": 1,
        "previews": [
            {
                "service": item.service,
                "pullRequest": item.pull_request.number,
                **plain(item.names),
                "url": item.names.url,
            }
            for item in rendered.environments
        ],
        "changes": [{"path": str(change.path), "kind": change.kind.value} for change in comparison.changes],
        "foreign": [str(foreign.path) for foreign in comparison.foreign],
        "diagnostics": diagnostics,
    }
