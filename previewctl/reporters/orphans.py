"""Orphans as a table and as data for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from previewctl.reporters.columns import aligned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from previewctl.lifecycle.orphans import Orphan


def table(found: Sequence[Orphan]) -> str:
    """One line for each, or that there are none."""
    if not found:
        return "no orphans\n"
    rows = [("KIND", "REPOSITORY", "WHAT", "WHY")]
    rows += [(item.kind.value, item.repository, item.text, item.why) for item in found]
    return "".join(f"{line}\n" for line in aligned(rows))


def data(found: Sequence[Orphan]) -> dict[str, Any]:
    """The same for programs."""
    return {
        "schema": 1,
        "orphans": [
            {
                "kind": item.kind.value,
                "repository": item.repository,
                "service": item.service or None,
                "pullRequest": item.number,
                "what": item.text,
                "why": item.why,
            }
            for item in found
        ],
    }
