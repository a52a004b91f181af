"""A part of the bar of reaping in every run of the suite; `python -m tests.bars.reaping` runs all of it."""

from __future__ import annotations

import os
import random
from itertools import count
from typing import TYPE_CHECKING

import pytest

from previewctl.lifecycle import activity, sweep
from tests.bars.reaping import run
from tests.bars.reaping_worlds import world

if TYPE_CHECKING:
    from collections.abc import Callable

LONG = os.environ.get("PREVIEWCTL_BARS") == "1"
HISTORIES = 10_000 if LONG else 500
# Workers of pytest-xdist must collect the same, so the seed is in no parameter.
SEED = int(os.environ.get("PREVIEWCTL_SEED") or random.SystemRandom().randrange(1_000_000))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_nothing_used_is_removed_and_nothing_idle_stays() -> None:
    print(f"PREVIEWCTL_SEED={SEED}")
    kinds, failures, _ = run(SEED, count(), HISTORIES)
    assert not failures, (
        f"python -m tests.bars.reaping --seed {SEED} --index {min(failures)}: {failures[min(failures)][:3]}"
    )
    assert kinds["histories"] >= HISTORIES
    assert {name for name in kinds if name.startswith("removed")} == {
        "removed: cap",
        "removed: idle",
        "removed: lifetime",
    }


def test_a_world_is_a_function_of_seed_and_index() -> None:
    assert [world(7, index) for index in range(5)] == [world(7, index) for index in range(5)]
    assert world(7, 0) != world(8, 0)


def test_every_guard_holds_something_in_the_worlds_of_the_bar() -> None:
    kinds, failures, _ = run(1, range(40), 10_000)
    assert failures == {}
    assert {name.partition(": ")[2] for name in kinds if name.startswith("guard")} == {
        "aborted",
        "kept",
        "limit",
        "unknown",
        "used",
        "young",
    }


def _everybody_is_a_person(happening: object, bots: object) -> bool:
    return True


def _nobody_is_a_person(happening: object, bots: object) -> bool:
    return False


def _nothing_is_held(verdicts: object, users: object) -> object:
    return verdicts


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "name", "mistake"),
    [
        pytest.param(activity, "is_person", _everybody_is_a_person, id="programs count as people"),
        pytest.param(activity, "is_person", _nobody_is_a_person, id="people do not count"),
        pytest.param(sweep, "_held", _nothing_is_held, id="previews in use are removed"),
        pytest.param(activity, "_is_unbelievable", lambda *_: False, id="dates in the future are passed over"),
    ],
)
def test_the_bar_notices_a_mistake(
    monkeypatch: pytest.MonkeyPatch, module: object, name: str, mistake: Callable[..., object]
) -> None:
    monkeypatch.setattr(module, name, mistake)
    _, failures, _ = run(1, range(40), 10_000)
    assert failures
