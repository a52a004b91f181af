"""Pull requests are read from a GitHub on loopback, through PyGithub."""

from __future__ import annotations

import pytest

from previewctl.errors import UsageError
from previewctl.integrations.github.failures import GitHubError
from tests.realparts.fake_github import FakeGitHub, PullRequest, Token
from tests.unit.integrations.github.connecting import client


def test_a_pull_request_is_read_with_all_that_decides_about_it(github: FakeGitHub) -> None:
    github.pulls.append(PullRequest(number=5, labels=["preview", "bug"], draft=True, branch="a/b", title="Fix"))
    found = client(github).pull_request("acme/shop", 5)
    assert found is not None
    assert (found.number, found.open, found.draft, found.fork, found.merged) == (5, True, True, False, False)
    assert (found.branch, found.base, found.title, found.author) == ("a/b", "main", "Fix", "dev")
    assert found.labels == ("preview", "bug")
    assert found.url == "https://github.example/acme/shop/pull/5"


@pytest.mark.parametrize("head", ["stranger/shop", "acme/shop-2"])
def test_a_branch_of_another_repository_is_a_fork(github: FakeGitHub, head: str) -> None:
    github.pulls.append(PullRequest(number=5, head_repo=head))
    found = client(github).pull_request("acme/shop", 5)
    assert found is not None
    assert found.fork
    assert client(github).open_pull_requests("acme/shop")[0].fork


def test_a_number_is_gone_where_the_same_token_lists_the_repository(github: FakeGitHub) -> None:
    github.repos.add("acme/shop")
    assert client(github).pull_request("acme/shop", 404) is None


def test_a_repository_that_is_not_shown_proves_nothing(github: FakeGitHub) -> None:
    with pytest.raises(GitHubError, match="does not show it"):
        client(github).pull_request("acme/hidden", 5)


def test_a_token_that_may_not_list_pull_requests_proves_nothing(github: FakeGitHub) -> None:
    github.pulls.append(PullRequest(number=5))
    github.store.tokens["secret"] = Token(permissions={"contents": "read"})
    with pytest.raises(GitHubError) as refused:
        client(github).pull_request("acme/shop", 404)
    assert "pull_requests=read" in refused.value.hint


def test_all_open_ones_are_listed_newest_first_over_pages(github: FakeGitHub) -> None:
    github.pulls += [PullRequest(number=number) for number in range(1, 251)]
    github.pull(7).state = "closed"
    found = client(github).open_pull_requests("acme/shop")
    assert [item.number for item in found] == [number for number in range(250, 0, -1) if number != 7]
    assert len(github.requests) == 3


def test_none_is_lost_where_one_closes_between_two_pages(github: FakeGitHub) -> None:
    github.pulls += [PullRequest(number=number) for number in range(1, 151)]

    def close_one(_method: str, _path: str) -> None:
        if len(github.requests) == 1:
            github.pull(150).state = "closed"

    github.faults.chooser = close_one
    found = {item.number for item in client(github).open_pull_requests("acme/shop")}
    assert set(range(1, 150)) <= found


@pytest.mark.parametrize(("bot", "author"), [(True, "renovate[bot]"), (False, "renovate")])
def test_a_bot_is_called_the_same_in_both_apis(github: FakeGitHub, bot: bool, author: str) -> None:
    name = "renovate[bot]" if bot else "renovate"
    github.pulls.append(PullRequest(number=5, author=name, author_is_bot=False))
    one, listed = client(github).pull_request("acme/shop", 5), client(github).open_pull_requests("acme/shop")
    assert one is not None
    assert one.author == listed[0].author == author


@pytest.mark.parametrize("name", ["acme", "acme/shop/x", "../../user", "acme/..", "acme/sh op", "acme/shop?x"])
def test_what_is_no_repository_is_never_part_of_a_request(github: FakeGitHub, name: str) -> None:
    with pytest.raises(UsageError, match="no repository"):
        client(github).pull_request(name, 5)
    assert github.requests == []
