"""The stand-in for GitHub answers as its clients expect."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

import pytest

from tests.realparts.fake_github import FakeGitHub, PullRequest


def _get(url: str) -> tuple[Any, str | None]:
    with urllib.request.urlopen(url, timeout=5) as answer:
        return json.load(answer), answer.headers["Link"]


def test_open_pull_requests_come_newest_first(github: FakeGitHub) -> None:
    github.pulls += [
        PullRequest(number=1, labels=["preview"]),
        PullRequest(number=2),
        PullRequest(number=3, state="closed"),
    ]
    pulls, link = _get(f"{github.url}/api/v3/repos/acme/shop/pulls")
    assert [pull["number"] for pull in pulls] == [2, 1]
    assert pulls[1]["labels"] == [{"name": "preview"}]
    assert link is None


@pytest.mark.parametrize(("state", "numbers"), [("open", [1]), ("closed", [2]), ("all", [2, 1])])
def test_the_state_is_a_filter(github: FakeGitHub, state: str, numbers: list[int]) -> None:
    github.pulls += [PullRequest(number=1), PullRequest(number=2, state="closed")]
    pulls, _ = _get(f"{github.url}/repos/acme/shop/pulls?state={state}")
    assert [pull["number"] for pull in pulls] == numbers


def test_links_lead_through_all_pages(github: FakeGitHub) -> None:
    github.pulls += [PullRequest(number=number) for number in range(1, 251)]
    following: str | None = f"{github.url}/api/v3/repos/acme/shop/pulls?per_page=100"
    sizes = []
    while following:
        pulls, link = _get(following)
        sizes.append(len(pulls))
        following = link[1 : link.index(">")] if link else None
    assert sizes == [100, 100, 50]
    assert [request.query.get("page") for request in github.requests] == [None, "2", "3"]


def test_a_repository_nobody_named_is_not_found(github: FakeGitHub) -> None:
    github.repos.add("acme/empty")
    assert _get(f"{github.url}/repos/acme/empty/pulls") == ([], None)
    with pytest.raises(urllib.error.HTTPError, match="404"):
        _get(f"{github.url}/repos/acme/other/pulls")


def test_induced_failures_end_after_their_number(github: FakeGitHub) -> None:
    github.pulls.append(PullRequest(number=1))
    github.fail_next(502, times=2)
    for _ in range(2):
        with pytest.raises(urllib.error.HTTPError, match="502"):
            _get(f"{github.url}/repos/acme/shop/pulls")
    assert _get(f"{github.url}/repos/acme/shop/pulls")[0]
    assert [request.status for request in github.requests] == [502, 502, 200]


def test_one_pull_request_can_be_read_and_changed(github: FakeGitHub) -> None:
    github.pulls.append(PullRequest(number=5, head_repo="stranger/shop"))
    github.pull(5).labels.append("preview")
    pull, _ = _get(f"{github.url}/repos/acme/shop/pulls/5")
    assert pull["head"]["repo"]["full_name"] == "stranger/shop"
    assert pull["labels"] == [{"name": "preview"}]
