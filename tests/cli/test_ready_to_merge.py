"""Overrides belong to a branch: a warning there, an error on the default branch and before a merge."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.running import OVERRIDES, PREVIEW, git, run

if TYPE_CHECKING:
    from pathlib import Path


def severity(directory: Path, *options: str, **environment: str) -> tuple[str, int]:
    """The severity of PV217 and the exit code."""
    done = run(directory, "lint", "preview.yaml", "--format", "json", *options, **environment)
    found = [item["severity"] for item in json.loads(done.out)["diagnostics"] if item["code"] == "PV217"]
    return found[0], done.code


def codes_of(directory: Path, *options: str) -> set[str]:
    """The codes of all findings that are not about staging."""
    done = run(directory, "lint", "preview.yaml", "--format", "json", *options)
    return {item["code"] for item in json.loads(done.out)["diagnostics"]} - {"PV209", "PV210"}


@pytest.fixture(autouse=True)
def overridden(work: Path) -> None:
    """A preview.yaml with an override."""
    (work / "preview.yaml").write_text(PREVIEW + OVERRIDES)


@pytest.fixture
def branch(work: Path) -> Path:
    """The work tree on a branch of its own."""
    git(work, "checkout", "--quiet", "-b", "feature")
    return work


def test_on_a_branch_it_is_a_warning(branch: Path) -> None:
    assert severity(branch) == ("warning", 0)


def test_before_a_merge_it_is_an_error(branch: Path) -> None:
    assert severity(branch, "--ready-to-merge") == ("error", 1)


def test_on_the_default_branch_it_is_an_error(work: Path) -> None:
    assert severity(work) == ("error", 1)


def test_the_remote_says_which_branch_is_the_default_one(work: Path) -> None:
    git(work, "checkout", "--quiet", "-b", "trunk")
    git(work, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk")
    assert severity(work) == ("error", 1)
    git(work, "checkout", "--quiet", "-b", "main2")
    assert severity(work) == ("warning", 0)


@pytest.mark.parametrize(
    ("event", "branch", "expected"),
    [("pull_request", "5/merge", "warning"), ("push", "trunk", "error"), ("push", "feature", "warning")],
)
def test_github_says_what_started_the_run(work: Path, event: str, branch: str, expected: str) -> None:
    payload = work / "event.json"
    payload.write_text(json.dumps({"repository": {"default_branch": "trunk"}}))
    found, _ = severity(
        work,
        GITHUB_ACTIONS="true",
        GITHUB_EVENT_NAME=event,
        GITHUB_REF_NAME=branch,
        GITHUB_EVENT_PATH=str(payload),
    )
    assert found == expected


def test_gitlab_says_so_too(work: Path) -> None:
    environment = {"GITLAB_CI": "true", "CI_DEFAULT_BRANCH": "trunk"}
    assert severity(work, **environment, CI_COMMIT_BRANCH="trunk")[0] == "error"
    assert severity(work, **environment, CI_COMMIT_BRANCH="feature")[0] == "warning"


@pytest.mark.parametrize("name", ["PV217", "override-left"])
def test_a_comment_silences_it_on_a_branch_alone(branch: Path, name: str) -> None:
    (branch / "preview.yaml").write_text(PREVIEW + OVERRIDES.rstrip() + f"  # previewctl: ignore[{name}] please\n")
    assert codes_of(branch) == set()
    assert codes_of(branch, "--ready-to-merge") == {"PV017", "PV217"}


@pytest.mark.parametrize("line", ['ignore = ["PV217"]', 'ignore = ["PV2"]', 'select = ["PV3"]'])
def test_the_settings_of_the_repository_silence_it_on_a_branch_alone(branch: Path, line: str) -> None:
    (branch / ".previewctl.toml").write_text(line)
    assert codes_of(branch) == set()
    assert codes_of(branch, "--ready-to-merge") == {"PV217"}


def test_an_error_that_the_settings_leave_out_does_not_hide_it(branch: Path) -> None:
    (branch / ".previewctl.toml").write_text('ignore = ["PV407"]')
    (branch / "preview.yaml").write_text(PREVIEW + "  API_TOKEN: abcdef\n" + OVERRIDES)
    assert codes_of(branch) == {"PV217"}
    assert codes_of(branch, "--ready-to-merge") == {"PV217"}


def test_the_command_line_may_leave_it_out(branch: Path) -> None:
    assert codes_of(branch, "--ready-to-merge", "--ignore", "PV217") == set()
    assert codes_of(branch, "--ready-to-merge", "--select", "PV3") == set()


@pytest.mark.parametrize("target", ["{target: pr-12, until: 2025-01-31}", "staging", "same-branch"])
def test_what_has_ended_or_changes_nothing_is_left_all_the_same(branch: Path, target: str) -> None:
    (branch / "preview.yaml").write_text(f"{PREVIEW}overrides: {{billing-api: {target}}}\n")
    assert severity(branch, "--ready-to-merge") == ("error", 1)


def test_the_fix_removes_the_overrides(branch: Path) -> None:
    run(branch, "lint", "--fix", "--ready-to-merge", "preview.yaml")
    assert (branch / "preview.yaml").read_text() == PREVIEW
