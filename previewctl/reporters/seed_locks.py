"""What `seed lock` has found and written."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any, NamedTuple

from previewctl.reporters.changes import colored_diff
from previewctl.reporters.findings.json_v1 import finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from previewctl.diagnostics.model import Diagnostic
    from previewctl.reporters.style import Style
    from previewctl.seeds.dataset import Dataset
    from previewctl.seeds.lockfile import SeedLock


class LockResult(NamedTuple):
    """One lock: its path, and its text before and after. `dataset` is None where errors forbid to write it.

    `reasons` say in what the dataset has left its lock.
    """

    path: str
    dataset: Dataset | None
    diagnostics: tuple[Diagnostic, ...]
    lock: SeedLock | None = None
    before: str = ""
    after: str = ""
    reasons: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether another text would be written."""
        return self.lock is not None and self.before != self.after

    @property
    def tag(self) -> str:
        """The tag of the images that the lock names."""
        return f"{self.lock.version}-{self.lock.content_hash[:12]}" if self.lock else ""


def text(results: Sequence[LockResult], *, written: bool) -> str:
    """One line for each lock, and below it why it is another one now."""
    lines = []
    for result in results:
        lines.append(f"{result.path}: {_state(result, written=written)}")
        if result.changed and result.before:
            lines += [f"  {reason}" for reason in result.reasons or ("it is written in another form",)]
    return "".join(f"{line}\n" for line in lines)


def _state(result: LockResult, *, written: bool) -> str:
    if result.lock is None or (result.dataset is None and (written or not result.changed)):
        return "not written: mend the errors first" if written else "the dataset has errors"
    if not result.changed:
        return f"up to date, {result.tag}"
    if written:
        return f"locked, {result.tag}"
    return f"out of date, would become {result.tag}" if result.before else f"missing, would become {result.tag}"


def diff(results: Sequence[LockResult], style: Style) -> str:
    """What would change in the locks, as a unified diff."""
    parts = []
    for result in results:
        sides = (result.before.splitlines(keepends=True), result.after.splitlines(keepends=True))
        if result.changed:
            names = (f"a/{result.path}" if result.before else "/dev/null", f"b/{result.path}")
            parts.append("".join(difflib.unified_diff(*sides, *names)))
    return colored_diff("".join(parts), style)


def as_json(results: Sequence[LockResult], *, written: bool) -> dict[str, Any]:
    """The same for programs."""
    return {
        "schema": 1,
        "locks": [
            {
                "path": result.path,
                "changed": result.changed,
                "written": written and result.changed and result.dataset is not None,
                "reasons": list(result.reasons),
                "tag": result.tag,
                "contentHash": result.lock.content_hash if result.lock else "",
            }
            for result in results
        ],
        "diagnostics": [finding(item) for result in results for item in result.diagnostics],
    }
