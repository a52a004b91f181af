"""`lint` as a hook of Git: the repository that is just committing stays as it is."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from previewctl.integrations.git_environment import REPOSITORY_VARIABLES, git_environment
from tests.cli.running import PLATFORM, PREVIEW, ROOT, environment, git

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    """A GitOps repository with a platform.yaml."""
    return repository(tmp_path / "gitops", "platform.yaml", PLATFORM)


@pytest.fixture
def clone(tmp_path: Path, remote: Path) -> Path:
    """A clone of a service's repository whose pre-commit hook lints with the platform of `remote`."""
    origin = repository(tmp_path / "service", "preview.yaml", PREVIEW)
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", str(origin), str(clone))
    hook = clone / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(
        f"#!/bin/sh\nexport PYTHONPATH={ROOT} PREVIEWCTL_CACHE_DIR={tmp_path / 'cache'}\n"
        f"exec {sys.executable} -m previewctl lint preview.yaml --platform file://{remote}\n"
    )
    hook.chmod(0o755)
    return clone


def repository(directory: Path, name: str, text: str) -> Path:
    directory.mkdir()
    git(directory, "init", "--quiet")
    (directory / name).write_text(text)
    git(directory, "add", "--all")
    git(directory, "commit", "--quiet", "--message", "first")
    return directory


@pytest.mark.parametrize("place", ["clone", "worktree"])
def test_a_fetch_inside_of_a_hook_leaves_the_repository_alone(clone: Path, tmp_path: Path, place: str) -> None:
    directory = clone
    if place == "worktree":
        directory = tmp_path / "worktree"
        git(clone, "worktree", "add", "--quiet", "-b", "feature", str(directory))
    branch = git(directory, "symbolic-ref", "HEAD")
    (directory / "notes.txt").write_text("notes\n")
    (directory / "preview.yaml").write_text(f"{PREVIEW}# changed\n")
    git(directory, "add", "notes.txt")
    git(directory, "commit", "--quiet", "--all", "--message", "second")
    assert git(directory, "symbolic-ref", "HEAD") == branch
    assert git(directory, "status", "--porcelain") == ""
    assert git(directory, "show", "--format=", "--name-only", "HEAD").splitlines() == ["notes.txt", "preview.yaml"]
    assert git(directory, "ls-files").splitlines() == ["notes.txt", "preview.yaml"]
    assert git(directory, "config", "--get", "remote.origin.url") == str(tmp_path / "service")
    assert not (directory / "platform.yaml").exists()
    assert [path.name for path in (tmp_path / "cache/previewctl/platforms").glob("*/*")] == ["platform.yaml"]


def test_the_branch_of_a_service_is_not_that_of_the_repository_whose_hook_runs(
    clone: Path, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from previewctl.integrations.git import current_branch

    git(clone, "checkout", "--quiet", "-b", "feature")
    monkeypatch.setenv("GIT_DIR", str(remote / ".git"))
    assert current_branch(clone) == "feature"


def test_every_variable_that_git_itself_calls_local_is_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = subprocess.run(
        ["git", "rev-parse", "--local-env-vars"], env=environment(), capture_output=True, check=True, text=True
    )
    settings = {"GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS"}  # CI passes credentials in them
    assert set(listed.stdout.split()) - settings <= REPOSITORY_VARIABLES
    for name in REPOSITORY_VARIABLES:
        monkeypatch.setenv(name, "x")
    assert not REPOSITORY_VARIABLES & git_environment().keys()
    assert git_environment()["GIT_TERMINAL_PROMPT"] == "0"
