"""A twentieth of the bar of the graph in every run of the suite."""

from __future__ import annotations

from tests.bars.graph_scale import measure


def test_the_graph_of_a_large_organisation_is_complete_and_fast() -> None:
    result = measure(services=100, previews=250, seed=1)
    print(result)
    assert result.found == result.written
    assert max(result.seconds.values()) < 5
