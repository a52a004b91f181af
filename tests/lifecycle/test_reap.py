"""`previewctl reap` against a GitHub on loopback and a real GitOps repository."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.lifecycle.conftest import DAY, NOW
from tests.realparts.fake_github import Fault, Review

if TYPE_CHECKING:
    from tests.lifecycle.conftest import Organisation

HOUR = timedelta(hours=1)


def test_the_default_changes_nothing_and_shows_every_preview_with_its_reason(organisation: Organisation) -> None:
    for number, used in ((1, 4 * DAY), (2, HOUR), (3, 2 * DAY + 12 * HOUR)):
        organisation.publish(number)
        organisation.pull(number, used)
    done = organisation.inside("reap")
    assert done.code == 0
    assert done.out == (
        "PULL REQUEST       SERVICES    STATE   GOES                  REASON\n"
        "acme/orders-api#1  orders-api  warned  2026-11-28 12:00 UTC  idle for 4d, of 3d\n"
        "acme/orders-api#3  orders-api  warned  2026-11-28 12:00 UTC  idle for 2d12h, of 3d\n"
        "acme/orders-api#2  orders-api  active  2026-11-30 11:00 UTC  push by dev 1h ago\n"
        "3 previews: 2 warned, 1 active\n"
    )
    assert done.err == "nothing was changed; `--apply` does it\n"
    assert {request.method for request in organisation.server.requests} == {"POST"}
    assert organisation.server.store.comments == []


def test_a_warning_comes_first_and_the_label_goes_a_day_later(organisation: Organisation) -> None:
    organisation.publish(1)
    pull = organisation.pull(1, 4 * DAY)
    organisation.publish(2)
    organisation.pull(2, HOUR)
    first = organisation.inside("reap", "--apply")
    assert (first.code, first.err) == (0, "acme/orders-api#1: warned\n")
    (comment,) = organisation.server.store.comments
    assert "Nobody has used this preview lately. It goes at 2026-11-28 12:00 UTC unless" in comment.body
    assert pull.labels == ["preview"]
    again = organisation.inside("reap", "--apply")
    assert (again.code, again.err) == (0, "")
    organisation.server.clock = (NOW + DAY).timestamp
    last = organisation.inside("reap", "--apply")
    assert (last.code, last.err) == (0, "acme/orders-api#1: removed\n")
    assert pull.labels == []
    (comment,) = organisation.server.store.comments
    assert "has gone" in comment.body
    assert "Why: `idle for 5d, of 3d`." in comment.body
    assert "Add the label `preview` for a new one" in comment.body


def test_a_comment_of_a_person_withdraws_the_warning(organisation: Organisation) -> None:
    organisation.publish(1)
    organisation.pull(1, 4 * DAY)
    organisation.inside("reap", "--apply")
    organisation.server.pull(1).reviews.append(Review(author="ana", submitted=NOW + HOUR))
    organisation.server.clock = (NOW + 2 * HOUR).timestamp
    done = organisation.inside("reap", "--apply")
    assert (done.code, done.err) == (0, "acme/orders-api#1: the warning is withdrawn\n")
    (comment,) = organisation.server.store.comments
    assert "WARNING" not in comment.body


def test_a_bots_review_keeps_nothing(organisation: Organisation) -> None:
    organisation.publish(1)
    organisation.pull(1, 4 * DAY).reviews.append(Review(author="helper", submitted=NOW - HOUR, bot=True))
    (entry,) = json.loads(organisation.inside("reap", "--format", "json").out)["previews"]
    assert (entry["state"], entry["lastUse"], entry["lastUseWas"]) == ("warned", "2026-11-23T12:00:00Z", "push by dev")


def test_a_preview_that_another_one_calls_stays(organisation: Organisation) -> None:
    organisation.publish(1, "billing-api")
    organisation.publish(2, more="overrides:\n  billing-api: pr-1\n")
    billing = organisation.pull(1, 10 * DAY)
    billing.repo = "acme/billing-api"
    organisation.pull(2, HOUR)
    organisation.inside("reap", "--apply")
    organisation.server.clock = (NOW + DAY).timestamp
    done = organisation.inside("reap", "--apply")
    assert "acme/billing-api#1  billing-api  warned" in done.out
    assert "used by acme/orders-api#2" in done.out
    assert billing.labels == ["preview"]


def test_a_preview_sets_its_own_times_within_the_platforms_ceiling(organisation: Organisation) -> None:
    organisation.publish(1, more="lifetime: {idle: 10d, max: 20d, warn: 12h}\n")
    organisation.pull(1, 4 * DAY)
    (entry,) = json.loads(organisation.inside("reap", "--format", "json").out)["previews"]
    assert (entry["state"], entry["due"]) == ("active", "2026-12-03T12:00:00Z")


def test_a_repository_that_github_does_not_answer_for_is_left_alone(organisation: Organisation) -> None:
    organisation.publish(1)
    organisation.pull(1, 4 * DAY)
    organisation.server.faults.waiting.extend([Fault(status=502)] * 5)
    done = organisation.inside("reap", "--repo", "acme/orders-api", "--apply")
    assert done.code == 4
    assert "warning: acme/orders-api is left alone" in done.err
    assert organisation.server.store.comments == []


def test_more_than_half_of_all_is_more_than_a_run_may_remove(organisation: Organisation) -> None:
    for number in range(1, 8):
        organisation.publish(number)
        organisation.pull(number, 4 * DAY if number < 7 else HOUR)
    organisation.inside("reap", "--apply")
    organisation.server.clock = (NOW + DAY).timestamp
    done = organisation.inside("reap", "--apply")
    assert done.code == 1
    assert "6 are due, more than half of all, so none goes" in done.out
    assert all("preview" in pull.labels for pull in organisation.server.pulls)
    confirmed = organisation.inside("reap", "--apply", "--confirm", "6")
    assert confirmed.code == 0
    assert [pull.number for pull in organisation.server.pulls if "preview" in pull.labels] == [7]


def test_25_pull_requests_take_one_query(organisation: Organisation) -> None:
    organisation.publish(1)
    for number in range(1, 61):
        organisation.pull(number, HOUR)
    done = organisation.inside("reap", "--repo", "acme/orders-api")
    assert done.code == 0
    assert "note: pull requests with the label and without a preview: 59" in done.err
    assert [(request.method, request.path) for request in organisation.server.requests] == [("POST", "/graphql")] * 3


def test_githubs_clock_counts_where_this_machines_is_wrong(organisation: Organisation) -> None:
    organisation.publish(1)
    organisation.pull(1, HOUR)
    organisation.machine_is_ahead = 400 * DAY
    done = organisation.inside("reap", "--apply")
    assert "active" in done.out
    assert done.err == (
        "note: this machine's clock says 2028-01-01 12:00 UTC, and GitHub's 2026-11-27 12:00 UTC, which counts\n"
    )


def test_an_unknown_repository_is_named(organisation: Organisation) -> None:
    done = organisation.inside("reap", "--repo", "acme/nothing")
    assert done.code == 2
    assert "no service of the catalogue lives in acme/nothing" in done.err
