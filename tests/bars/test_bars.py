"""A part of the long bars in every run of the suite; `python -m tests.bars.run` runs all of them."""

from __future__ import annotations

import os
import random

import pytest

from tests.bars.mutate import case
from tests.bars.run import report, run_cases

FULL = 200_000
LONG = bool(os.environ.get("CI")) or os.environ.get("PREVIEWCTL_BARS") == "1"
CASES = FULL // 20 if LONG else 500
CHUNKS = 8 if LONG else 2
# Workers of pytest-xdist must collect the same, so the seed is in no parameter.
SEED = int(os.environ.get("PREVIEWCTL_SEED") or (random.SystemRandom().randrange(1_000_000) if LONG else 1))


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_mutated_files_never_break_the_pipeline(chunk: int) -> None:
    size = CASES // CHUNKS
    print(f"PREVIEWCTL_SEED={SEED}")
    totals = run_cases(SEED, range(chunk * size, (chunk + 1) * size))

    assert totals.cases == size
    assert not totals.failed, report(totals, SEED, 0)


def test_a_case_is_a_function_of_seed_and_index() -> None:
    once = [case(7, index) for index in range(250)]

    assert [case(7, index) for index in reversed(range(250))] == once[::-1]
    assert [case(8, index).data for index in range(5)] != [item.data for item in once[:5]]


def test_mutations_reach_every_stage() -> None:
    totals = run_cases(1, range(120))

    assert totals.rendered > 10
    assert {code[:3] for code in totals.codes} >= {"PV0", "PV1", "PV2"}
