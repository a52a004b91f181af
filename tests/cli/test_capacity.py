"""`previewctl capacity`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.cli.running import inside

if TYPE_CHECKING:
    from pathlib import Path

SIZE = ("capacity", "--repos", "4", "--prs", "10", "--pushes", "5")


def test_a_small_organisation_fits_and_the_run_succeeds(tmp_path: Path) -> None:
    found = inside(tmp_path, *SIZE, "--labelled", "2", "--nodes", "4")

    assert found.code == 0, found.err
    assert found.out.startswith("4 repositories, 4 services, 8 previews, 5 pushes an hour\n")
    assert "breaks" not in found.out


def test_one_that_breaks_says_where_and_fails(tmp_path: Path) -> None:
    found = inside(tmp_path, *SIZE, "--nodes", "1", "--color", "never")

    assert found.code == 1
    assert "breaks  pods (and their addresses): 240 of 53 pods\n" in found.out
    assert "help: preview number 9 stays pending" in found.out


def test_the_preview_and_the_platform_of_the_repository_count(work: Path) -> None:
    found = inside(work, *SIZE, "--nodes", "1", "--format", "json", "preview.yaml")

    answer = json.loads(found.out)
    assert found.code == 1
    assert answer["previews"] == 40
    assert {limit["name"] for limit in answer["limits"]} >= {"vCPUs", "memory", "Applications of one controller"}


def test_a_broken_preview_is_said_and_nothing_computed(work: Path) -> None:
    found = inside(work, *SIZE, "bad")

    assert found.code == 1
    assert found.out == ""
    assert "error[" in found.err
