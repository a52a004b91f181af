"""After any report GitHub says what it says, exactly once."""

from __future__ import annotations

import re
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from previewctl.integrations.github.failures import GitHubError
from previewctl.report.comment import REMOVE_AT, WARNED_AT, hidden_state, marker, with_hidden_state
from previewctl.report.preview import State
from tests.realparts.fake_github import Comment, Fault, Token
from tests.unit.report.stage import CONTEXT, URL

if TYPE_CHECKING:
    from tests.unit.report.stage import Stage


def test_a_ready_preview_is_shown_everywhere(stage: Stage) -> None:
    stage.tell(State.READY)
    deployment = stage.github.store.deployments[0]
    assert (deployment.environment, deployment.sha, deployment.state) == ("preview", "a" * 40, "success")
    assert deployment.statuses[-1].environment_url == URL
    assert deployment.statuses[-1].log_url == "https://ci.example.com/1"
    assert len(stage.bodies) == 1
    assert f"**<{URL}>**" in stage.bodies[0]
    status = stage.github.store.statuses["acme/shop", "a" * 40][-1]
    assert (status.context, status.state, status.target_url) == (CONTEXT, "success", URL)


def test_the_same_report_again_writes_nothing(stage: Stage) -> None:
    stage.tell(State.READY)
    assert stage.requests(State.READY) == ["GET", "POST"]
    assert [request.path for request in stage.github.requests[-2:]] == ["/repos/acme/shop/deployments", "/graphql"]


@pytest.mark.parametrize(
    "state", [State.QUEUED, State.BUILDING, State.DEPLOYING, State.READY, State.FAILED, State.INACTIVE]
)
def test_a_usual_report_takes_at_most_six_requests(stage: Stage, state: State) -> None:
    stage.tell(State.BUILDING)
    stage.tell(State.READY)
    stage.push("b")
    first = len(stage.requests(State.QUEUED))
    assert max(first, len(stage.requests(state))) <= 6


def test_the_first_report_looks_once_more_whether_it_was_alone(stage: Stage) -> None:
    assert len(stage.requests(State.BUILDING)) == 8


def test_ready_without_any_report_before_looks_once_more_too(stage: Stage) -> None:
    stage.tell(State.READY)
    stage.push("b")
    assert len(stage.requests(State.READY)) == 9


def test_states_of_one_commit_follow_each_other_in_one_deployment(stage: Stage) -> None:
    for state in (State.QUEUED, State.BUILDING, State.DEPLOYING, State.FAILED, State.READY):
        stage.tell(state)
    assert [status.state for status in stage.github.store.deployments[0].statuses] == [
        "queued",
        "in_progress",
        "in_progress",
        "failure",
        "success",
    ]
    assert stage.deployments == {"a": ["success"]}


def test_the_earlier_deployment_stays_until_the_new_one_is_ready(stage: Stage) -> None:
    stage.tell(State.READY)
    stage.push("b")
    for state in (State.BUILDING, State.FAILED, State.BUILDING):
        stage.tell(state)
        assert stage.deployments["a"] == ["success"]
    stage.tell(State.READY)
    assert stage.deployments == {"a": ["inactive"], "b": ["success"]}


def test_deployments_of_other_previews_in_the_environment_stay(stage: Stage) -> None:
    stage.tell(State.READY, service="billing-api")
    stage.tell(State.READY)
    assert [item.state for item in stage.github.store.deployments] == ["success", "success"]
    assert len(stage.bodies) == 2


def test_own_pending_status_keeps_no_deployment_from_being_made(stage: Stage) -> None:
    stage.github.store.statuses["acme/shop", "a" * 40] = []
    stage.tell(State.BUILDING)
    stage.github.store.deployments.clear()
    stage.tell(State.READY)
    assert stage.deployments == {"a": ["success"]}


def test_a_report_about_an_older_commit_is_dropped(stage: Stage) -> None:
    stage.push("b")
    told = stage.tell(State.READY, sha="a" * 40)
    assert told.skipped == "aaaaaaaaaaaa is no longer the head of the pull request, bbbbbbbbbbbb is"
    assert stage.bodies == []


def test_without_a_commit_the_head_is_meant(stage: Stage) -> None:
    stage.tell(State.READY, sha="")
    assert stage.deployments == {"a": ["success"]}


def test_when_it_goes_everything_is_retired_and_the_comment_says_so(stage: Stage) -> None:
    stage.tell(State.READY)
    stage.push("b")
    stage.tell(State.BUILDING)
    stage.tell(State.INACTIVE)
    assert stage.deployments == {"a": ["inactive"], "b": ["inactive"]}
    assert "has gone" in stage.bodies[0]
    assert URL not in stage.bodies[0]
    assert stage.commit_state("b") == "success"
    assert stage.requests(State.INACTIVE) == ["GET", "POST"]


def test_nothing_is_written_where_there_never_was_a_preview(stage: Stage) -> None:
    stage.tell(State.INACTIVE)
    assert (stage.bodies, stage.deployments, stage.github.store.statuses) == ([], {}, {})


def test_a_sync_that_ends_after_the_pull_request_does_not_bring_it_back(stage: Stage) -> None:
    stage.tell(State.DEPLOYING)
    stage.github.pull(5).state = "closed"
    told = stage.tell(State.READY)
    assert told.report.state is State.INACTIVE
    assert stage.deployments == {"a": ["inactive"]}


def test_a_preview_that_comes_back_at_the_same_commit_has_a_new_deployment(stage: Stage) -> None:
    stage.tell(State.READY)
    stage.tell(State.INACTIVE)
    stage.tell(State.READY)
    assert stage.deployments == {"a": ["inactive", "success"]}
    assert len(stage.bodies) == 1


def test_the_comment_of_somebody_else_is_left_alone(stage: Stage) -> None:
    text = f"{marker('orders-api')}\nnot mine"
    now = stage.github.store.now()
    stage.github.store.comments.append(
        Comment(id=1, repo="acme/shop", number=5, author="mallory", body=text, created=now, updated=now)
    )
    told = stage.tell(State.READY)
    assert stage.bodies[0] == text
    assert len(stage.bodies) == 2
    assert told.notes == (
        "a comment by mallory looks like that of this preview: let all reports run with one identity",
    )


def test_the_comment_is_found_behind_a_hundred_others(stage: Stage) -> None:
    stage.tell(State.BUILDING)
    ours = stage.github.store.comments.pop()
    for number in range(250):
        now = stage.github.store.now()
        stage.github.store.comments.append(
            Comment(id=number, repo="acme/shop", number=5, author="dev", body="hm", created=now, updated=now)
        )
    stage.github.store.comments.append(ours)
    stage.tell(State.READY)
    assert len(stage.bodies) == 251
    assert "is ready" in ours.body


@pytest.mark.parametrize("count", [2, 4])
def test_comments_that_runs_at_once_have_made_become_one(stage: Stage, count: int) -> None:
    stage.tell(State.BUILDING)
    first = stage.github.store.comments[0]
    for number in range(1, count):
        stage.github.store.comments.append(
            Comment(
                id=first.id + number,
                repo="acme/shop",
                number=5,
                author=first.author,
                body=with_hidden_state(first.body, {WARNED_AT: "2026-11-27T12:00:00Z"}),
                created=first.created,
                updated=first.updated,
            )
        )
    stage.tell(State.READY)
    assert [comment.id for comment in stage.github.store.comments] == [first.id]
    assert hidden_state(first.body) == {WARNED_AT: "2026-11-27T12:00:00Z"}


def test_runs_at_the_same_time_leave_one_of_each(stage: Stage) -> None:
    barrier = threading.Barrier(4)
    errors: list[BaseException] = []

    def run() -> None:
        barrier.wait()
        try:
            stage.tell(State.READY)
        except BaseException as error:  # noqa: BLE001 - a thread has nobody else to tell
            errors.append(error)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(stage.bodies) == 1
    assert sorted(stage.deployments["a"])[-1:] == ["success"]
    assert stage.deployments["a"].count("success") == 1


def test_what_was_noted_in_the_comment_survives_a_report(stage: Stage) -> None:
    stage.tell(State.READY)
    noted = {WARNED_AT: "2026-11-27T12:00:00Z", REMOVE_AT: "2026-11-28T12:00:00Z"}
    stage.github.store.comments[0].body = with_hidden_state(stage.bodies[0], noted)
    stage.push("b")
    stage.tell(State.BUILDING)
    assert hidden_state(stage.bodies[0]) == noted
    assert "goes at 2026-11-28 12:00 UTC" in stage.bodies[0]
    stage.tell(State.INACTIVE)
    assert hidden_state(stage.bodies[0]) == {}


def test_line_ends_that_come_back_in_another_form_are_no_change(stage: Stage) -> None:
    stage.tell(State.READY)
    stage.github.store.comments[0].body = stage.bodies[0].rstrip().replace("\n", "\r\n")
    assert stage.requests(State.READY) == ["GET", "POST"]


@pytest.mark.parametrize("applied", [True, False])
@pytest.mark.parametrize("nth", range(8))
def test_an_answer_that_gets_lost_doubles_nothing(stage: Stage, nth: int, applied: bool) -> None:
    count = iter(range(100))
    stage.github.faults.chooser = lambda _m, _p: Fault(applied=applied, drop=True) if next(count) == nth else None
    stage.tell(State.READY)
    assert len(stage.bodies) == 1
    assert stage.deployments == {"a": ["success"]}
    assert stage.commit_state("a") == "success"


@pytest.mark.parametrize("nth", range(8))
def test_a_request_that_arrives_twice_doubles_nothing(stage: Stage, nth: int) -> None:
    count = iter(range(100))
    stage.github.faults.chooser = lambda _m, _p: Fault(twice=True) if next(count) == nth else None
    stage.tell(State.READY)
    assert len(stage.bodies) == 1
    assert stage.deployments["a"].count("success") == 1


def test_a_creation_that_never_works_ends_the_run(stage: Stage) -> None:
    stage.github.faults.chooser = lambda method, path: (
        Fault(status=502) if method == "POST" and path.endswith("/deployments") else None
    )
    with pytest.raises(GitHubError, match=r"GitHub failed \(502\)"):
        stage.tell(State.READY)


PAGE = Path(__file__).parents[3] / "docs" / "report.md"
MINIMAL = {
    name.replace("-", "_"): level
    for name, level in re.findall(r"^  ([a-z-]+): (write|read)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
}


def test_the_documented_permissions_suffice(stage: Stage) -> None:
    assert len(MINIMAL) == 4
    stage.github.store.tokens["secret"] = Token("github-actions[bot]", MINIMAL)
    for state in (State.BUILDING, State.READY, State.INACTIVE):
        stage.tell(state)
    assert stage.github.store.comments[0].author == "github-actions[bot]"


@pytest.mark.parametrize("missing", sorted(MINIMAL))
def test_none_of_the_documented_permissions_is_one_too_many(stage: Stage, missing: str) -> None:
    less = {name: level for name, level in MINIMAL.items() if name != missing}
    if MINIMAL[missing] == "write":
        less[missing] = "read"
    stage.github.store.tokens["secret"] = Token("github-actions[bot]", less)
    with pytest.raises(GitHubError) as refused:
        stage.tell(State.READY)
    assert refused.value.status == 403
    assert (f"{missing}=write" if less.get(missing) else "docs/report.md") in refused.value.hint


def test_a_pull_request_that_is_gone_is_an_error(stage: Stage) -> None:
    stage.github.pulls.clear()
    stage.github.repos.add("acme/shop")
    with pytest.raises(GitHubError) as gone:
        stage.tell(State.READY, sha="a" * 40)
    assert gone.value.status == 404
