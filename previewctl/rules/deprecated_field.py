"""A file does not rest on fields that are about to go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import DEPRECATED_FIELD
from previewctl.rules.context import Finding, Remedy, RuleContext, rule
from previewctl.source.edits import RenameKey
from previewctl.spec import deprecations

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(DEPRECATED_FIELD)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a field that a later version will not have.

    Why:
        The field still means what it did, so nothing breaks today. The version that the message names will take it for an unknown
        key, and on that day every open pull request with the old one fails.

    Bad:
        # where a version has renamed `probe` to `health`
        processes: {web: {port: 8000, probe: /healthz}}

    Good:
        processes: {web: {port: 8000, health: /healthz}}

    Fix:
        Write what the message says; `--fix` renames a key that has only got another name.
    """
    for item in deprecations.DEPRECATIONS:
        for path in deprecations.places_of(item.path, context.document.data):
            taken = not item.renamed or context.document.has((*path[:-1], item.renamed))
            change = () if taken else (RenameKey(path, item.renamed),)
            yield Finding(
                path,
                f"`{path[-1]}` is deprecated since {item.since}, and {item.until} will not know it",
                item.instead,
                on_key=True,
                remedy=Remedy(f"rename it to `{item.renamed}`", change, safe=True) if change else None,
            )
