"""`previewctl render`: what it writes, compares and leaves alone."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from tests.cli.running import PREVIEW, SHA, Run, git, inside, run

if TYPE_CHECKING:
    from pathlib import Path

AT = ("--pr", "42", "--branch", "new-prices", "--sha", SHA)


def render(work: Path, *arguments: str) -> Run:
    return inside(work, "render", *AT, *arguments)


def files(directory: Path) -> dict[str, bytes]:
    return {
        path.relative_to(directory).as_posix(): path.read_bytes() for path in directory.rglob("*") if path.is_file()
    }


def test_it_writes_the_control_part_the_bases_and_the_preview(work: Path) -> None:
    done = render(work, "--out", "out")
    assert (done.code, done.err) == (0, "")
    written = files(work / "out")
    assert {name.split("/")[0] for name in written} == {"argocd", "previews"}
    assert {"argocd/root.yaml", "previews/orders-api/pr-42/preview.json"} <= set(written)
    assert done.out.splitlines() == [
        "pv-orders-api-42  https://orders-api-pr-42.preview.example.com",
        f"out changed: {len(written)} files added",
    ]


def test_a_second_run_has_nothing_to_do(work: Path) -> None:
    render(work, "--out", "out")
    before = files(work / "out")
    done = render(work, "--out", "out")
    assert (done.code, done.out.splitlines()[-1]) == (0, "out is up to date")
    assert files(work / "out") == before


def test_the_bytes_depend_on_neither_hash_seed_nor_directory_nor_locale(work: Path) -> None:
    (work / "below").mkdir()
    run(work, "render", *AT, "--out", "one", PYTHONHASHSEED="1", LC_ALL="C")
    run(work / "below", "render", "../preview.yaml", *AT, "--out", "../two", PYTHONHASHSEED="2", LC_ALL="C.UTF-8")
    assert files(work / "one") == files(work / "two") != {}


@pytest.mark.parametrize("option", ["--check", "--diff", "--dry-run"])
def test_what_only_compares_writes_nothing(work: Path, option: str) -> None:
    done = render(work, "--out", "out", option)
    assert done.code == (1 if option == "--check" else 0)
    assert not (work / "out").exists()


def test_check_is_content_with_what_was_rendered(work: Path) -> None:
    render(work, "--out", "out")
    done = render(work, "--out", "out", "--check")
    assert (done.code, done.out.splitlines()[-1]) == (0, "out is up to date")


def test_check_names_what_differs(work: Path) -> None:
    render(work, "--out", "out")
    (work / "out/argocd/root.yaml").write_text("changed by hand\n")
    done = render(work, "--out", "out", "--check")
    assert done.code == 1
    assert "~ argocd/root.yaml" in done.out.splitlines()
    assert done.out.splitlines()[-1] == "out would change: 1 file changed"


def test_diff_shows_the_lines_that_would_change(work: Path) -> None:
    render(work, "--out", "out")
    (work / "preview.yaml").write_text(PREVIEW.replace("debug", "warning"))
    lines = render(work, "--out", "out", "--diff").out.splitlines()
    assert "+  LOG_LEVEL: warning" in lines
    assert "-  LOG_LEVEL: debug" in lines


def test_json_names_previews_and_changes(work: Path) -> None:
    data = json.loads(render(work, "--out", "out", "--format", "json").out)
    assert [(item["service"], item["pullRequest"], item["namespace"]) for item in data["previews"]] == [
        ("orders-api", 42, "pv-orders-api-42")
    ]
    assert {"path": "argocd/root.yaml", "kind": "added"} in data["changes"]
    assert data["diagnostics"] == []


def test_a_broken_preview_writes_nothing(work: Path) -> None:
    done = render(work, "bad/preview.yaml", "--out", "out")
    assert done.code == 1
    assert not (work / "out").exists()


def test_a_file_where_the_directory_should_be(work: Path) -> None:
    (work / "out").write_text("mine")
    done = render(work, "--out", "out")
    assert done.code == 2
    assert done.err.startswith("error: ")
    assert (work / "out").read_text() == "mine"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_directory_that_may_not_be_written(work: Path) -> None:
    (work / "out").mkdir(mode=0o555)
    done = render(work, "--out", "out")
    assert done.code == 2
    assert done.err.startswith("error: ")


def test_a_directory_that_cannot_be_made(work: Path) -> None:
    done = render(work, "--out", "/proc/previewctl-cannot-write-here")
    assert done.code == 2
    assert done.err.startswith("error: ")


def test_branch_and_commit_come_from_git(work: Path) -> None:
    git(work, "checkout", "-q", "-b", "feature/prices")
    git(work, "commit", "-q", "--allow-empty", "-m", "x")
    head = git(work, "rev-parse", "HEAD")
    plan = json.loads(inside(work, "plan", "--format", "json").out)["environments"][0]
    assert (plan["pullRequest"]["branch"], plan["pullRequest"]["headSha"]) == ("feature/prices", head)


def test_a_detached_head_has_no_branch(work: Path) -> None:
    git(work, "commit", "-q", "--allow-empty", "-m", "x")
    git(work, "checkout", "-q", "--detach")
    plan = json.loads(inside(work, "plan", "--format", "json").out)["environments"][0]
    assert (plan["pullRequest"]["branch"], plan["pullRequest"]["headSha"]) == ("", git(work, "rev-parse", "HEAD"))


HOSTILE = ["$(touch pwned)", "{{ .x }}", "a\nb: c", "../../etc", "'; rm -rf /", "--upload-pack=x", "ä😀\u202e"]


@pytest.mark.parametrize("branch", HOSTILE, ids=ascii)
def test_a_hostile_branch_name_is_only_text(work: Path, branch: str) -> None:
    done = inside(work, "render", "--pr", "42", f"--branch={branch}", "--sha", SHA, "--out", "out")
    assert done.code == 0
    record = json.loads((work / "out/previews/orders-api/pr-42/preview.json").read_bytes())
    assert record["preview"]["branch"] == branch
    assert {name.split("/")[0] for name in files(work / "out")} == {"argocd", "previews"}
    assert not (work / "pwned").exists()


def test_on_a_laptop_without_platform_and_repository_it_says_what_is_guessed(tmp_path: Path) -> None:
    (tmp_path / "preview.yaml").write_text(PREVIEW)
    done = inside(tmp_path, "render", "preview.yaml", "--out", "out")
    assert done.code == 0
    assert "warning[PV210]" in done.err
    assert (tmp_path / "out/previews/orders-api/pr-0/preview.json").is_file()
    assert not (tmp_path / "out/argocd/applicationsets").exists()
