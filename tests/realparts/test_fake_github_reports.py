"""The stand-in for GitHub refuses, retires and limits as GitHub does."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

import pytest

from tests.realparts.fake_github import SHA, FakeGitHub, Fault, Link, PullRequest, Token

ROOT = "/repos/acme/shop"


def send(
    github: FakeGitHub, method: str, path: str, body: Any = None, token: str = "t"
) -> tuple[int, Any, dict[str, str]]:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(
        github.url + path, data=data, method=method, headers={"Authorization": f"Bearer {token}"}
    )
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            text = answer.read()
            return answer.status, json.loads(text) if text else None, dict(answer.headers)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error), dict(error.headers)


@pytest.fixture(autouse=True)
def pull(github: FakeGitHub) -> None:
    github.pulls.append(PullRequest(number=5))


def deployment(github: FakeGitHub, **more: Any) -> tuple[int, Any]:
    body = {"ref": SHA, "environment": "preview", "auto_merge": False, "required_contexts": [], **more}
    status, answered, _ = send(github, "POST", f"{ROOT}/deployments", body)
    return status, answered


def success(github: FakeGitHub, number: int, **more: Any) -> None:
    assert send(github, "POST", f"{ROOT}/deployments/{number}/statuses", {"state": "success", **more})[0] == 201


def test_a_deployment_merges_the_base_unless_told_otherwise(github: FakeGitHub) -> None:
    status, answered = deployment(github, auto_merge=True)
    assert (status, "id" in answered) == (202, False)


def test_a_deployment_waits_for_all_checks_unless_told_otherwise(github: FakeGitHub) -> None:
    send(github, "POST", f"{ROOT}/statuses/{SHA}", {"state": "pending", "context": "ci"})
    assert deployment(github, required_contexts=None)[0] == 409
    assert deployment(github, required_contexts=[])[0] == 201


def test_a_deployment_needs_a_commit_and_a_short_description(github: FakeGitHub) -> None:
    assert deployment(github, ref="f" * 40)[0] == 422
    assert deployment(github, description="x" * 141)[0] == 422


def test_a_success_retires_all_others_of_the_environment_unless_told_otherwise(github: FakeGitHub) -> None:
    numbers = [deployment(github, task=f"preview:{name}")[1]["id"] for name in "abc"]
    success(github, numbers[0], auto_inactive=False)
    success(github, numbers[1], auto_inactive=False)
    assert [item.state for item in github.store.deployments] == ["success", "success", "pending"]
    success(github, numbers[2])
    assert [item.state for item in github.store.deployments] == ["inactive", "inactive", "success"]


def test_an_active_deployment_cannot_be_deleted_beside_another(github: FakeGitHub) -> None:
    first, second = (deployment(github)[1]["id"] for _ in range(2))
    success(github, first, auto_inactive=False)
    assert send(github, "DELETE", f"{ROOT}/deployments/{first}")[0] == 422
    send(github, "POST", f"{ROOT}/deployments/{first}/statuses", {"state": "inactive"})
    assert send(github, "DELETE", f"{ROOT}/deployments/{first}")[0] == 204
    assert send(github, "DELETE", f"{ROOT}/deployments/{second}")[0] == 204


def test_deployments_are_filtered_newest_first(github: FakeGitHub) -> None:
    for name in ("a", "b", "a"):
        deployment(github, task=name)
    _, found, _ = send(github, "GET", f"{ROOT}/deployments?task=a&environment=preview")
    assert [item["task"] for item in found] == ["a", "a"]
    assert found[0]["id"] > found[1]["id"]


@pytest.mark.parametrize(
    ("method", "path"), [("POST", f"{ROOT}/issues/5/comments"), ("DELETE", f"{ROOT}/issues/5/labels/x")]
)
def test_what_a_token_may_not_is_refused_with_the_permission_that_it_lacks(
    github: FakeGitHub, method: str, path: str
) -> None:
    github.store.tokens["t"] = Token(permissions={"issues": "read", "pull_requests": "read"})
    status, _, headers = send(github, method, path, {"body": "x"})
    assert status == 403
    assert headers["X-Accepted-GitHub-Permissions"] == "issues=write; pull_requests=write"


def test_a_comment_has_at_most_65536_characters(github: FakeGitHub) -> None:
    assert send(github, "POST", f"{ROOT}/issues/5/comments", {"body": "x" * 65_537})[0] == 422
    assert send(github, "POST", f"{ROOT}/issues/5/comments", {"body": ""})[0] == 422


def test_a_query_that_does_not_fit_the_schema_is_refused(github: FakeGitHub) -> None:
    _, answered, _ = send(github, "POST", "/graphql", {"query": "{ repository(owner: 1) { id } }"})
    assert "data" not in answered
    assert answered["errors"]


def test_the_contents_api_follows_a_link_as_github_does(github: FakeGitHub) -> None:
    github.commit("acme/shop", SHA, {"secret": b"x", "preview.yaml": Link("secret")})
    _, found, _ = send(github, "GET", f"{ROOT}/contents/preview.yaml?ref={SHA}")
    assert (found["type"], found["path"]) == ("file", "secret")


def test_the_limit_counts_down_and_comes_back_at_its_time(github: FakeGitHub) -> None:
    github.remaining, github.reset = 1, 2_000
    github.clock = lambda: 1_000.0
    assert send(github, "GET", f"{ROOT}/pulls/5")[2]["X-RateLimit-Remaining"] == "0"
    assert send(github, "GET", f"{ROOT}/pulls/5")[0] == 403
    github.clock = lambda: 2_000.0
    assert send(github, "GET", f"{ROOT}/pulls/5")[0] == 200


def test_a_request_may_take_effect_although_its_answer_fails(github: FakeGitHub) -> None:
    github.faults.waiting.extend([Fault(status=502, applied=True), Fault(status=502), Fault(twice=True)])
    counts = []
    for _ in range(3):
        send(github, "POST", f"{ROOT}/issues/5/comments", {"body": "x"})
        counts.append(len(github.store.comments))
    assert counts == [1, 1, 3]
