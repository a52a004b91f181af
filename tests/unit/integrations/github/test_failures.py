"""What GitHub refuses, limits or drops ends in an error that says what to do, or is sent again within a budget."""

from __future__ import annotations

import sys

import pytest

from previewctl.errors import UsageError
from previewctl.integrations.github import github as connect
from previewctl.integrations.github.failures import GitHubError
from previewctl.spec.platform import GitHub as PlatformGitHub
from tests.realparts.fake_github import SECONDARY, FakeGitHub, Fault, PullRequest, Token
from tests.unit.integrations.github.connecting import Waits, client


@pytest.fixture(autouse=True)
def one(github: FakeGitHub) -> None:
    github.pulls.append(PullRequest(number=5))


def _comments(github: FakeGitHub) -> int:
    return len(github.store.comments)


def _comment(github: FakeGitHub, **options: object) -> None:
    client(github, **options).transport.write("POST", "/repos/acme/shop/issues/5/comments", {"body": "hello"})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "fault", [Fault(status=502), Fault(status=503), Fault(drop=True), Fault(applied=True, drop=True)]
)
def test_reading_is_tried_again(github: FakeGitHub, fault: Fault) -> None:
    github.faults.waiting.extend([fault, fault])
    assert client(github).pull_request("acme/shop", 5) is not None
    assert len(github.requests) == 3


def test_retries_wait_longer_each_time_and_end(github: FakeGitHub) -> None:
    github.fail_next(502, times=9)
    waits = Waits()
    with pytest.raises(GitHubError, match=r"failed \(502\)") as failed:
        client(github, waits=waits).pull_request("acme/shop", 5)
    assert waits.waits == [0.5, 1.0, 2.0, 4.0]
    assert failed.value.exit_code == 4


@pytest.mark.parametrize("fault", [Fault(status=502, applied=True), Fault(status=502), Fault(drop=True, applied=True)])
def test_a_creation_whose_fate_is_unknown_is_never_sent_again(github: FakeGitHub, fault: Fault) -> None:
    github.faults.waiting.append(fault)
    with pytest.raises(GitHubError) as failed:
        _comment(github)
    assert failed.value.applied is None
    assert _comments(github) == int(fault.applied)
    assert len(github.requests) == 1


@pytest.mark.parametrize(
    ("fault", "wait"),
    [
        (Fault(status=429, retry_after="7"), 7.0),
        (Fault(status=403, retry_after="9", message=SECONDARY), 9.0),
        (Fault(status=403, message=SECONDARY), 60.0),
    ],
)
def test_a_limit_is_waited_for_even_by_creations(github: FakeGitHub, fault: Fault, wait: float) -> None:
    github.faults.waiting.append(fault)
    waits = Waits()
    _comment(github, waits=waits)
    assert waits.waits == [wait]
    assert _comments(github) == 1


def test_a_limit_beyond_the_budget_ends_the_run_and_says_until_when(github: FakeGitHub) -> None:
    waits = Waits()
    github.remaining, github.reset = 0, int(waits.time) + 1800
    github.clock = waits.now
    with pytest.raises(GitHubError, match=r"used up until \d\d:\d\d:\d\d UTC") as limited:
        client(github, waits=waits).pull_request("acme/shop", 5)
    assert waits.waits == []
    assert limited.value.status == 429


def test_all_waits_of_a_run_share_one_budget(github: FakeGitHub) -> None:
    waits = Waits()
    one = client(github, waits=waits, budget=100)
    for seconds in ("60", "30"):
        github.faults.waiting.append(Fault(status=429, retry_after=seconds))
        one.pull_request("acme/shop", 5)
    github.faults.waiting.append(Fault(status=429, retry_after="20"))
    with pytest.raises(GitHubError, match="rate limit"):
        one.pull_request("acme/shop", 5)
    assert waits.waits == [60.0, 30.0]


def test_a_slow_answer_ends_at_the_timeout(github: FakeGitHub) -> None:
    github.faults.chooser = lambda _method, _path: Fault(slow=1.5)
    with pytest.raises(GitHubError, match="no answer in time"):
        client(github, timeout=1, budget=0).pull_request("acme/shop", 5)


def test_a_server_that_is_not_there_is_said_to_be_out_of_reach() -> None:
    with FakeGitHub() as gone:
        pass
    with pytest.raises(GitHubError, match=r"127\.0\.0\.1:\d+ cannot be reached"):
        client(gone, budget=0).pull_request("acme/shop", 5)


def test_a_missing_permission_is_named(github: FakeGitHub) -> None:
    github.store.tokens["secret"] = Token(permissions={"pull_requests": "read"})
    with pytest.raises(GitHubError) as refused:
        _comment(github)
    assert "issues=write; pull_requests=write" in refused.value.hint
    assert "GITHUB_TOKEN" in refused.value.hint


def test_single_sign_on_is_explained(github: FakeGitHub) -> None:
    github.store.tokens["secret"] = Token(sso="https://github.com/orgs/acme/sso?authorization_request=A1")
    with pytest.raises(GitHubError) as refused:
        client(github).pull_request("acme/shop", 5)
    assert refused.value.hint.endswith("single sign-on: https://github.com/orgs/acme/sso?authorization_request=A1")


def test_an_unknown_token_is_not_accepted(github: FakeGitHub) -> None:
    github.store.tokens["other"] = Token()
    with pytest.raises(GitHubError, match="does not accept the credentials"):
        client(github).pull_request("acme/shop", 5)


def test_a_token_that_the_answer_repeats_is_not_shown(github: FakeGitHub) -> None:
    token = "ghp_0123456789abcdefghij"
    github.faults.waiting.append(Fault(status=422, message=f"who sends {token} or ghs_ABCDEFGHIJKLMNOP"))
    with pytest.raises(GitHubError) as refused:
        client(github, token=token).pull_request("acme/shop", 5)
    assert "who sends *** or ***" in str(refused.value)


@pytest.mark.parametrize("fault", [Fault(status=200, message="")])
def test_an_answer_of_another_form_is_an_error(github: FakeGitHub, fault: Fault) -> None:
    github.faults.waiting.append(fault)
    with pytest.raises(GitHubError, match="another form"):
        client(github).pull_request("acme/shop", 5)


def test_a_dry_run_shows_writes_and_sends_none(github: FakeGitHub) -> None:
    lines: list[str] = []
    _comment(github, dry_run=lines.append)
    assert lines == ['POST /repos/acme/shop/issues/5/comments {"body": "hello"}']
    assert github.requests == []


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_repository_that_has_moved_is_an_error(github: FakeGitHub, status: int) -> None:
    moved = {"Location": f"{github.url}/repositories/1/pulls/5"}
    github.faults.waiting.append(Fault(status=status, more_headers=tuple(moved.items())))
    with pytest.raises(GitHubError, match="has moved it") as refused:
        client(github).pull_request("acme/shop", 5)
    assert "was renamed or moved" in refused.value.hint
    assert len(github.requests) == 1


def test_without_pygithub_the_way_to_install_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "github", None)
    with pytest.raises(UsageError) as missing:
        connect(PlatformGitHub(organization="acme"), {"GITHUB_TOKEN": "x"})
    assert missing.value.hint == "install it: `pip install 'previewctl[github]'`"
