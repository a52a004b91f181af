"""Issues get exactly one link for each preview, and no failure of Jira becomes one of previewctl."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

import pytest

from previewctl.errors import UsageError
from previewctl.integrations.jira import Account, Patience, Wanted, account, link_issues
from previewctl.spec.platform import Jira
from tests.realparts.fake_jira import FakeJira, Issue
from tests.realparts.github_api.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

QUICK = Patience(connect=1, read=1, retries=1, longest_wait=0)
LINK: dict[str, Any] = {
    "globalId": "previewctl:acme/shop#5:orders-api",
    "object": {"url": "https://orders-api-pr-5.preview.example.com", "title": "Preview", "status": {"resolved": False}},
}


@pytest.fixture
def jira() -> Iterator[FakeJira]:
    with FakeJira(Issue(key="SHOP-1"), Issue(key="SHOP-2")) as server:
        yield server


def link(
    server: FakeJira, *keys: str, email: str | None = "bot@acme.dev", token: str = "jira-token", **more: Any
) -> tuple[str, ...]:
    return link_issues(Account(server.url, token, email), keys, Wanted(LINK, **more), patience=QUICK)


def test_each_issue_gets_one_link_however_often(jira: FakeJira) -> None:
    assert [link(jira, "SHOP-1", "SHOP-2") for _ in range(3)] == [()] * 3
    assert [len(issue.links) for issue in jira.issues.values()] == [1, 1]


def test_one_request_makes_a_link_and_none_asks_for_application_links(jira: FakeJira) -> None:
    link(jira, "SHOP-1")
    assert [(r.method, r.path) for r in jira.requests] == [("POST", "/rest/api/2/issue/SHOP-1/remotelink")]


def test_data_center_takes_a_personal_access_token() -> None:
    with FakeJira(Issue(key="SHOP-1"), email=None, token="pat") as server:
        assert link(server, "SHOP-1", email=None, token="pat") == ()
    assert server.requests[0].authorization == "Bearer pat"


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault(status=401), "does not accept PREVIEWCTL_JIRA_TOKEN"),
        (Fault(status=503), "failed (503); the next report links SHOP-1"),
        (Fault(status=429), "too many requests"),
        (Fault(drop=True), "did not take the link of SHOP-1"),
        (Fault(slow=1.5), "did not take the link of SHOP-1"),
    ],
)
def test_a_failing_jira_is_a_warning_and_the_other_issues_are_left(jira: FakeJira, fault: Fault, said: str) -> None:
    jira.faults.chooser = lambda _method, _path: fault
    (warning,) = link(jira, "SHOP-1", "SHOP-2")
    assert said in warning
    assert not any("SHOP-2" in request.path for request in jira.requests)


def test_a_passing_failure_is_tried_again(jira: FakeJira) -> None:
    jira.faults.waiting.append(Fault(status=503, retry_after="1"))
    assert link(jira, "SHOP-1") == ()
    assert len(jira.issues["SHOP-1"].links) == 1


def test_a_forbidden_or_unknown_issue_leaves_the_others_their_links(jira: FakeJira) -> None:
    jira.issues["SHOP-1"].forbidden = True
    warnings = link(jira, "SHOP-1", "SHOP-9", "SHOP-2")
    assert "does not allow it" in warnings[0]
    assert "there is no such issue" in warnings[1]
    assert len(jira.issues["SHOP-2"].links) == 1


def test_a_jira_that_is_not_there_is_a_warning(capfd: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (warning,) = link_issues(Account(f"http://127.0.0.1:{port}", "t", None), ["SHOP-1"], Wanted(LINK), patience=QUICK)
    assert "did not take the link of SHOP-1: ConnectionError" in warning
    assert capfd.readouterr().err == ""


def test_what_is_no_json_is_a_warning(jira: FakeJira) -> None:
    jira.faults.chooser = lambda _method, _path: Fault(status=200, message="x")
    (warning,) = link(jira, "SHOP-1", transition="In review")
    assert "did not take the link of SHOP-1: KeyError" in warning


def test_a_transition_is_made_once_and_never_undoes_what_people_did(jira: FakeJira) -> None:
    issue = jira.issues["SHOP-1"]
    link(jira, "SHOP-1", transition="in Review")
    issue.status = "Closed"
    link(jira, "SHOP-1", transition="in Review")
    assert issue.moves == ["In review"]
    assert issue.status == "Closed"


def test_a_transition_that_is_not_offered_changes_nothing(jira: FakeJira) -> None:
    assert link(jira, "SHOP-1", transition="Deploy") == ()
    assert jira.issues["SHOP-1"].moves == []


def test_a_field_holds_the_url_and_loses_only_that(jira: FakeJira) -> None:
    fields, url = jira.issues["SHOP-1"].fields, "https://a.example"
    link(jira, "SHOP-1", field="customfield_1", value=url)
    writes = len([r for r in jira.requests if r.method == "PUT"])
    link(jira, "SHOP-1", field="customfield_1", value=url)
    assert (fields["customfield_1"], len([r for r in jira.requests if r.method == "PUT"])) == (url, writes)
    link(jira, "SHOP-1", field="customfield_1", value_before="https://other.example")
    assert fields["customfield_1"] == url
    link(jira, "SHOP-1", field="customfield_1", value_before=url)
    assert fields["customfield_1"] is None


def test_a_dry_run_shows_the_request(jira: FakeJira) -> None:
    lines: list[str] = []
    link_issues(Account(jira.url, "secret", None), ["SHOP-1"], Wanted(LINK), dry_run=lines.append)
    assert lines[0].startswith(f"POST {jira.url}/rest/api/2/issue/SHOP-1/remotelink {{")
    assert jira.requests == []


def test_the_environment_says_who_previewctl_is() -> None:
    platform = Jira(server="https://acme.atlassian.net/", projects=("SHOP",))
    assert account(platform, {}) is None
    assert account(platform, {"PREVIEWCTL_JIRA_TOKEN": "t"}) == Account("https://acme.atlassian.net", "t", None)
    cloud = account(platform, {"PREVIEWCTL_JIRA_TOKEN": "t", "PREVIEWCTL_JIRA_EMAIL": "a@b"})
    assert cloud == Account("https://acme.atlassian.net", "t", "a@b")
    assert "'t'" not in repr(cloud)
    with pytest.raises(UsageError, match="no HTTPS URL"):
        account(platform, {"PREVIEWCTL_JIRA_TOKEN": "t", "PREVIEWCTL_JIRA_SERVER": "http://jira.acme.dev"})
