"""`previewctl report`, as a process, against a GitHub on loopback."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest

from tests.cli.running import OVERRIDES, PLATFORM, PREVIEW, SHA, Run, git, inside, run
from tests.realparts.fake_github import FakeGitHub, PullRequest
from tests.realparts.fake_jira import FakeJira, Issue
from tests.realparts.fixtures import github

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["github"]

TOKEN = "ghp_0123456789abcdefghijABCDEFGHIJ"


@pytest.fixture
def gitops(work: Path) -> Path:
    """A checkout of the branch of previews with that of pull request 42."""
    (work / "preview.yaml").write_text(PREVIEW + OVERRIDES)
    out = work / "gitops"
    done = inside(work, "render", "--pr", "42", "--branch", "feature/x", "--sha", SHA, "--out", str(out))
    assert done.code == 0, done.err
    return out


def report(work: Path, server: FakeGitHub, *arguments: str, **changes: str) -> Run:
    variables = {"PREVIEWCTL_GITHUB_API_URL": server.url, "GITHUB_TOKEN": TOKEN, **changes}
    with patch.dict(os.environ, variables):
        return inside(work, "report", "--pr", "42", *arguments)


@pytest.fixture
def server(github: FakeGitHub) -> FakeGitHub:
    github.pulls.append(PullRequest(number=42, repo="acme/orders-api", labels=["preview"], sha=SHA))
    return github


def test_a_ready_preview_is_reported_with_what_is_published(work: Path, server: FakeGitHub, gitops: Path) -> None:
    done = run(
        work,
        *("report", "--pr", "42", "--state", "ready", "--gitops", str(gitops), "--sha", SHA),
        PREVIEWCTL_GITHUB_API_URL=server.url,
        GITHUB_TOKEN=TOKEN,
    )
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "orders-api of acme/orders-api#42 is ready: deployment created, comment written, commit status set\n"
    )
    body = server.store.comments[0].body
    assert "**<https://orders-api-pr-42.preview.example.com>**" in body
    assert 'n1["billing-api<br/>pr-123"]:::preview' in body
    assert "| Cost | about $" in body
    assert "for 3d, and after 14d in any case" in body
    assert "not this commit yet" not in body


def test_the_second_run_finds_nothing_to_do(work: Path, server: FakeGitHub) -> None:
    report(work, server, "--state", "building")
    done = report(work, server, "--state", "building")
    assert done.out == "orders-api of acme/orders-api#42 is building: nothing had changed\n"


def test_a_commit_that_is_not_published_is_said_to_be_missing(work: Path, server: FakeGitHub, gitops: Path) -> None:
    server.pull(42).sha = "b" * 40
    report(work, server, "--state", "deploying", "--gitops", str(gitops), "--sha", "b" * 40)
    assert "| Published | not this commit yet |" in server.store.comments[0].body


def test_a_dry_run_prints_the_requests_and_sends_none(work: Path, server: FakeGitHub) -> None:
    done = report(work, server, "--state", "failed", "--reason", "it is broken", "--dry-run")
    assert done.code == 0
    lines = done.out.splitlines()
    assert [line.split()[:2] for line in lines] == [
        ["POST", "/repos/acme/orders-api/deployments"],
        ["POST", "/repos/acme/orders-api/deployments/0/statuses"],
        ["POST", "/repos/acme/orders-api/issues/42/comments"],
        ["POST", f"/repos/acme/orders-api/statuses/{SHA}"],
    ]
    assert (server.store.comments, server.store.deployments) == ([], [])
    assert "would be done" in done.err


def test_the_result_can_be_read_by_programs(work: Path, server: FakeGitHub) -> None:
    done = report(work, server, "--state", "ready", "--format", "json")
    (found,) = json.loads(done.out)["reports"]
    assert found["steps"] == ["CreateDeployment", "CreateComment", "SetCommit"]
    assert found["sha"] == SHA


def test_what_wait_explained_is_repeated(work: Path, server: FakeGitHub) -> None:
    reasons = [{"what": "web: image missing", "next": "look at the build"}]
    (work / "wait.json").write_text(json.dumps({"reasons": reasons}))
    report(work, server, "--state", "failed", "--reasons-from", "wait.json")
    assert "What went wrong:\n\n- `web: image missing: look at the build`" in server.store.comments[0].body


def test_nothing_in_the_output_is_the_token(work: Path, server: FakeGitHub) -> None:
    server.fail_next(422, times=1)
    shown = [
        report(work, server, "--state", "ready", "--dry-run"),
        report(work, server, "--state", "ready"),
        report(work, server, "--state", "ready", "--format", "json"),
    ]
    assert [TOKEN in item.out + item.err for item in shown] == [False] * 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--state", "ready", "--service", "nothing"], "the catalogue has no service `nothing`"),
        (["--state", "ready", "--repository", "mallory/shop"], "the catalogue has no service of mallory/shop"),
        (
            ["--state", "ready", "--service", "orders-api", "--repository", "acme/billing-api"],
            "the service `orders-api` is that of acme/orders-api, not of acme/billing-api",
        ),
        (["--state", "ready", "--sha", "main"], "`main` is not a full SHA"),
        (["--state", "ready", "--log-url", "javascript:x"], "--log-url is no URL"),
        (["--state", "ready", "--reasons-from", "preview.yaml"], "is not what `previewctl wait --format json` prints"),
    ],
)
def test_what_does_not_fit_together_is_refused(work: Path, server: FakeGitHub, arguments: list[str], said: str) -> None:
    done = report(work, server, *arguments)
    assert done.code == 2
    assert said in done.err
    assert server.requests == []


def test_without_credentials_the_run_says_which_to_set(work: Path, server: FakeGitHub) -> None:
    done = report(work, server, "--state", "ready", GITHUB_TOKEN="")
    assert done.code == 2
    assert "set GITHUB_TOKEN" in done.err


def test_a_github_that_fails_ends_with_exit_code_four(work: Path, server: FakeGitHub) -> None:
    server.fail_next(401)
    done = report(work, server, "--state", "ready")
    assert done.code == 4
    assert "GITHUB_TOKEN is expired, revoked or mistyped" in done.err


def test_all_published_services_of_a_repository_are_reported(work: Path, server: FakeGitHub, gitops: Path) -> None:
    both = "orders-api: {repository: acme/orders-api}\n  other-api: {repository: acme/orders-api}"
    (work / "platform.yaml").write_text(PLATFORM.replace("orders-api: {}", both))
    arguments = ("--repository", "acme/orders-api", "--gitops", str(gitops))
    done = report(work, server, *arguments, "--state", "building")
    assert done.out.startswith("orders-api of acme/orders-api#42 is building")
    assert len(done.out.splitlines()) == 1


def test_where_none_is_published_all_services_of_the_repository_are_meant(work: Path, server: FakeGitHub) -> None:
    both = "orders-api: {repository: acme/orders-api}\n  other-api: {repository: acme/orders-api}"
    (work / "platform.yaml").write_text(PLATFORM.replace("orders-api: {}", both))
    done = report(work, server, "--repository", "acme/orders-api", "--state", "failed")
    assert [line.split()[0] for line in done.out.splitlines()] == ["orders-api", "other-api"]
    assert len(server.store.comments) == 2


def test_a_preview_that_is_called_and_not_there_is_said_to_be_missing(
    work: Path, server: FakeGitHub, gitops: Path
) -> None:
    report(work, server, "--state", "deploying", "--gitops", str(gitops))
    assert "- `billing-api pr-123 is not published: it has no preview`" in server.store.comments[0].body
    other = gitops / "previews" / "billing-api" / "pr-123"
    other.mkdir(parents=True)
    (other / "preview.json").write_text("{}")
    report(work, server, "--state", "deploying", "--gitops", str(gitops))
    assert "is not published" not in server.store.comments[0].body


def test_the_gitops_repository_may_be_a_url(work: Path, server: FakeGitHub, gitops: Path) -> None:
    git(gitops, "init", "--quiet", "-b", "previews")
    git(gitops, "add", "previews")
    git(gitops, "commit", "--quiet", "-m", "Publish")
    bare = work / "gitops.git"
    git(work, "clone", "--quiet", "--bare", str(gitops), str(bare))
    done = report(work, server, "--state", "ready", "--gitops", f"file://{bare}")
    assert done.code == 0, done.err
    assert "| Cost | about $" in server.store.comments[0].body


def test_text_of_others_neither_obeys_nor_links(work: Path, server: FakeGitHub) -> None:
    evil = "@acme/all #1 [x](javascript:1) <img src=x> `a` | \x1b[31m\n# big\n```"
    report(work, server, "--state", "failed", "--reason", evil)
    line = next(line for line in server.store.comments[0].body.splitlines() if line.startswith("- "))
    assert line == "- ```` @acme/all #1 [x](javascript:1) <img src=x> `a` ¦ \\x1b[31m\\n# big\\n``` ````"


def jira_platform(work: Path) -> None:
    (work / "platform.yaml").write_text(PLATFORM + "jira: {server: https://acme.atlassian.net, projects: [SHOP]}\n")


def test_issues_of_the_pull_request_get_their_link(work: Path, server: FakeGitHub) -> None:
    jira_platform(work)
    server.pull(42).branch = "shop-7-refunds"
    with FakeJira(Issue(key="SHOP-7"), email=None) as jira:
        variables = {"PREVIEWCTL_JIRA_SERVER": jira.url, "PREVIEWCTL_JIRA_TOKEN": "jira-token"}
        assert report(work, server, "--state", "ready", **variables).code == 0
        assert report(work, server, "--state", "inactive", **variables).err == ""
    (found,) = jira.issues["SHOP-7"].links
    assert found["globalId"] == "previewctl:acme/orders-api#42:orders-api"
    assert found["object"]["status"] == {"resolved": True}


@pytest.mark.parametrize("variables", [{}, {"PREVIEWCTL_JIRA_TOKEN": "wrong"}])
def test_a_jira_that_cannot_be_asked_is_a_warning(work: Path, server: FakeGitHub, variables: dict[str, str]) -> None:
    jira_platform(work)
    server.pull(42).title = "SHOP-7: refunds"
    with FakeJira(Issue(key="SHOP-7"), email=None) as jira:
        done = report(work, server, "--state", "ready", **{"PREVIEWCTL_JIRA_SERVER": jira.url, **variables})
    assert done.code == 0
    assert done.err.startswith("warning: ")
    assert "PREVIEWCTL_JIRA_TOKEN" in done.err
