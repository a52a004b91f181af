"""Which previews are wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from previewctl.dashboard.preview import ShownPreview


def wanted(previews: Iterable[ShownPreview], service: str | None, team: str | None) -> Iterator[ShownPreview]:
    """Those of one service and one team, where they are named; both are compared exactly."""
    for preview in previews:
        if service in (None, preview.service) and team in (None, preview.team):
            yield preview
