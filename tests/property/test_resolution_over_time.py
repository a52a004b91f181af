"""Whatever happens to pull requests, no published preview points at one that does not exist, and a second look changes nothing.

`python -m tests.bars.resolution` runs long histories.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.bars.resolution import run_sequence
from tests.property.pull_requests_over_time import History, actions

if TYPE_CHECKING:
    from tests.property.pull_requests_over_time import Action


@pytest.mark.slow
@given(st.lists(actions(), min_size=1, max_size=12))
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_after_each_sync_every_address_leads_somewhere(steps: list[Action]) -> None:
    history = History()
    for step in steps:
        history.apply(step)
        history.sync()
        history.check()


@pytest.mark.slow
def test_histories_reach_every_kind_of_target() -> None:
    counts: Counter[str] = sum((run_sequence(seed, 40) for seed in (3, 4)), Counter())
    assert {name for name in counts if name.startswith("target")} >= {
        "target staging",
        "target pr-<n>",
        "target stub",
        "target https",
        "target missing",
    }
    assert counts["published"] > 30
