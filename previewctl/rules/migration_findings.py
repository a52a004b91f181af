"""What a branch's migrations make of the seed, as findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.rules.context import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.diagnostics.catalogue import Code
    from previewctl.rules.context import KeyPath, RuleContext


def found(context: RuleContext, code: Code, path: KeyPath, *, on_key: bool = False) -> Iterator[Finding]:
    """The problems of one kind; none where there is no seed, or no Django code beside the file."""
    verdict = context.surroundings.migrations
    for problem in verdict.problems if verdict else ():
        if problem.code is code:
            yield Finding(path, problem.message, problem.help, on_key=on_key, severity=problem.severity)
