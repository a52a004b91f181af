"""A twentieth of the bar of the simulation in every run of the suite."""

from __future__ import annotations

import os
import random

import pytest

from tests.bars.simulation import BATCH, case, compare

SEED = int(os.environ.get("PREVIEWCTL_SEED") or 1)


@pytest.mark.acceptance
@pytest.mark.slow
@pytest.mark.parametrize("batch", [0, 1])
def test_made_up_pull_requests_yield_the_applications_that_argo_cd_makes_of_them(batch: int) -> None:
    seed = SEED if not os.environ.get("CI") else random.SystemRandom().randrange(1_000_000)
    print(f"PREVIEWCTL_SEED={seed}")
    assert compare(seed, range(batch * BATCH, (batch + 1) * BATCH)) == []


def test_a_set_is_a_function_of_seed_and_index() -> None:
    assert case(3, 7) == case(3, 7)
    assert case(3, 7) != case(4, 7)
