"""A part of the bar of migration graphs in every run of the suite; `python -m tests.bars.migration_graphs` runs all of it."""

from __future__ import annotations

import os
import random
import sys
from itertools import count

import pytest

from tests.bars.graphs import project
from tests.bars.migration_graphs import compare

pytest.importorskip("django")

LONG = os.environ.get("PREVIEWCTL_BARS") == "1"
GRAPHS = 1000 if LONG else 50
# Workers of pytest-xdist must collect the same, so the seed is in no parameter.
SEED = int(os.environ.get("PREVIEWCTL_SEED") or random.SystemRandom().randrange(1_000_000))


def test_made_up_projects_have_the_verdict_of_djangos_own_loader() -> None:
    print(f"PREVIEWCTL_SEED={SEED}")
    kinds, failures, _ = compare(SEED, count(), GRAPHS, sys.executable)
    assert kinds["graphs"] == GRAPHS
    assert not failures, (
        f"seed {SEED}: python -m tests.bars.migration_graphs --seed {SEED} --index {min(failures)}: {failures}"
    )


def test_a_project_is_a_function_of_seed_and_index() -> None:
    assert [project(7, index) for index in range(30)] == [project(7, index) for index in range(30)]
    assert [project(7, index) for index in range(5)] != [project(8, index) for index in range(5)]


def test_the_projects_of_the_bar_are_of_every_kind() -> None:
    made = [project(1, index) for index in range(300)]
    files = [file for item in made for file in item.files]
    assert {form for item in made for form in item.forms.values()} >= {
        "package",
        "nested",
        "label",
        "moved",
        "namespace",
    }
    assert any(file.replaces for file in files)
    assert any(file.run_before for file in files)
    assert {name for file in files for _, name in file.dependencies} >= {"__first__", "__latest__"}
    assert any(item.nested for item in made)
    assert any(item.ahead for item in made)
    assert any(item.unreadable for item in made)
    assert any(item.user_app for item in made)
