"""A part of the bar of `sync`: what is written is verified, and a second run finds nothing to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bars.sync_previews import MOST_NOTHING, MOST_RENDERING, measure

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
def test_a_twentieth_of_five_thousand_previews_is_rendered_again(tmp_path: Path) -> None:
    """The CPU of a small run is mostly that of its fixed parts: a fifth of what the whole may take is its bound."""
    found = measure(250, 500, 100, tmp_path)
    assert found["everything again"].cpu < MOST_RENDERING / 2
    assert found["nothing to do"].cpu < MOST_NOTHING
