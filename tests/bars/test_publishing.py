"""A twentieth of the bars of publishing; `make bars` runs all of them."""

from __future__ import annotations

import random
import sys

import pytest

from tests.bars import publish_kills, publishers
from tests.bars.test_bars import SEED

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.mark.parametrize("over", ["file", "http", "daemon"])
def test_many_publishers_at_once_lose_nothing(over: str) -> None:
    print(f"PREVIEWCTL_SEED={SEED}")
    storm = publishers.Storm(*((10, 5) if over == "http" else (4, 3)), seed=SEED)

    outcome = publishers.run(storm, over)

    assert outcome.problems == ()


@pytest.mark.skipif(sys.platform != "linux", reason="what a process has started is read from /proc")
def test_a_killed_publication_leaves_the_branch_whole() -> None:
    print(f"PREVIEWCTL_SEED={SEED}")

    outcome = publish_kills.run(10, random.Random(SEED))

    assert outcome.problems == ()
    assert outcome.killed == 10
