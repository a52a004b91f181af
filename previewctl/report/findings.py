"""The result of checking files."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from previewctl.diagnostics.model import Diagnostic, Severity


class FindingsReport(NamedTuple):
    """All findings of a run, in the order of their places.

    `files` are the files that were checked, as the user named them (`-` is standard input), those without findings
    included. `skipped` are the codes of the checks that could not run because there is no platform.yaml. `fixed` counts the findings
    that `--fix` has mended; those are no longer among `diagnostics`.
    """

    files: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]
    skipped: tuple[str, ...] = ()
    fixed: int = 0

    def count(self, severity: Severity) -> int:
        """How many findings have this severity."""
        return sum(item.severity is severity for item in self.diagnostics)

    def fixable(self, *, safe: bool) -> int:
        """How many findings have a fix that is safe, or one that is not."""
        return sum(item.fix is not None and item.fix.safe is safe for item in self.diagnostics)
