"""Whatever happens to pull requests, no published preview points at one that does not exist, and a second look changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.property.pull_requests_over_time import History, actions

if TYPE_CHECKING:
    from tests.property.pull_requests_over_time import Action


@given(st.lists(actions(), min_size=1, max_size=14))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_after_each_sync_every_url_leads_somewhere(steps: list[Action]) -> None:
    history = History()
    for step in steps:
        history.apply(step)
        history.sync()
        history.check()
