"""A part of the bar of reports in every run of the suite; `python -m tests.bars.reports` runs all of it."""

from __future__ import annotations

import os
import random

import pytest

from previewctl.report import steps
from tests.bars.reports import run

LONG = os.environ.get("PREVIEWCTL_BARS") == "1"
SCHEDULES = 2000 if LONG else 100
# Workers of pytest-xdist must collect the same, so the seed is in no parameter.
SEED = int(os.environ.get("PREVIEWCTL_SEED") or random.SystemRandom().randrange(1_000_000))


@pytest.mark.slow
def test_after_any_faults_crashes_and_retries_there_is_one_of_each() -> None:
    print(f"PREVIEWCTL_SEED={SEED}")
    failures, counted = run(SEED, range(SCHEDULES))
    assert counted["schedules"] == SCHEDULES
    assert counted["killed"] > SCHEDULES / 4
    assert counted["faults"] > SCHEDULES
    assert not failures, f"seed {SEED}: python -m tests.bars.reports --seed {SEED} --index {min(failures)}: {failures}"


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("_retirements", lambda _deployments: []),
        ("is_ours", lambda _comment, _service: False),
        ("_commit_steps", lambda _report, _seen: []),
        ("is_ours", lambda comment, service: f"service={service}" in comment.body),
    ],
)
def test_a_report_that_forgets_something_is_found_out(
    monkeypatch: pytest.MonkeyPatch, name: str, broken: object
) -> None:
    monkeypatch.setattr(steps, name, broken)
    failures, _ = run(7, range(12))
    assert failures
