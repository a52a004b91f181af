"""The stamp changes with what must restart the app; the record says what was rendered from what."""

from __future__ import annotations

import hashlib
import json
import subprocess
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from previewctl.render.git_ids import git_blob, git_tree
from previewctl.render.record import Sources, record_path, render_record
from previewctl.render.stamp import stamp_of
from previewctl.render.tree import FileTree
from tests.realparts.programs import LOADER
from tests.unit.plan.planning import SEED, facts, plan

if TYPE_CHECKING:
    from pathlib import Path

    from previewctl.plan.model import Environment


def planned(epoch: int = 0, attempt: int = 0, content: str = "ab") -> Environment:
    seed = SEED._replace(content_hash=content * 32)
    return plan(
        facts(seed=seed, epoch=epoch, attempt=attempt),
        databases="{postgres: {version: 17}}",
        seed="{dataset: orders, version: 2026.11.1}",
    )


def test_the_stamp_is_twelve_hexadecimal_digits() -> None:
    assert len(stamp_of(planned(), b"hooks")) == 12
    assert int(stamp_of(planned(), b"hooks"), 16) >= 0


@pytest.mark.parametrize(
    ("environment", "hooks"),
    [
        (planned(), b"other hooks"),
        (planned(epoch=1), b"hooks"),
        (planned(attempt=1), b"hooks"),
        (planned(content="cd"), b"hooks"),
    ],
    ids=["other hooks", "a reset", "another attempt", "other data"],
)
def test_what_must_run_the_hooks_again_changes_the_stamp(environment: Environment, hooks: bytes) -> None:
    assert stamp_of(environment, hooks) != stamp_of(planned(), b"hooks")


def test_another_pull_request_with_the_same_data_and_hooks_has_the_same_stamp() -> None:
    keys = {"databases": "{postgres: {version: 17}}"}
    assert stamp_of(plan(facts(number=1), **keys), b"") == stamp_of(plan(facts(number=2), **keys), b"")


def test_the_directory_of_a_preview() -> None:
    assert record_path("orders-api", 42) == "previews/orders-api/pr-42"


@pytest.mark.parametrize("content", [b"", b"apiVersion: previewctl.dev/v1\n", b"\xff\x00\r\n"])
def test_the_blob_is_the_one_that_git_gives(content: bytes) -> None:
    done = subprocess.run(["git", "hash-object", "--stdin"], input=content, capture_output=True, check=True)
    assert git_blob(content) == done.stdout.decode().strip()
    assert len(git_blob(content)) == hashlib.sha1(usedforsecurity=False).digest_size * 2


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
@example("feature/\U0001f600")
@example("\x7f\x85\ufeff\uffff")
def test_a_record_is_yaml_too_whatever_the_branch_is_called(branch: str) -> None:
    environment = planned()
    environment = environment._replace(pull_request=environment.pull_request._replace(branch=branch))
    written = render_record(environment, FileTree(), "0" * 12, Sources(b"", "0" * 64, None, 0))
    assert yaml.load(written, Loader=LOADER) == json.loads(written)
    assert json.loads(written)["preview"]["branch"] == branch


@pytest.mark.parametrize(
    "names",
    [["a"], ["a", "b/c"], ["a.b", "a/b", "a-b", "ab"], ["env/X", "env/x", "z/y/x/w", "é"], ["10", "9/1", "9.yaml"]],
    ids=" ".join,
)
def test_the_tree_is_the_one_that_git_gives(names: list[str], tmp_path: Path) -> None:
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    for command in (["init", "--quiet"], ["add", "--all"]):
        subprocess.run(["git", "-C", str(tmp_path), *command], check=True)
    done = subprocess.run(["git", "-C", str(tmp_path), "write-tree"], capture_output=True, check=True)
    assert git_tree({name: name.encode() for name in names}) == done.stdout.decode().strip()
