"""What an organisation's size means. Each figure's sum is written out beside it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from previewctl.cost.capacity import (
    Limit,
    Nodes,
    Organisation,
    Preview,
    Settings,
    Verdict,
    github_limit,
    limits,
    reconciles_per_hour,
    requests_per_reconcile,
)

SMALL = Organisation(repositories=10, pull_requests=5, pushes=6, labelled=2)
HOOKED = Settings(requeue_seconds=300, webhooks=True, app=False, alb_shards=0)
POLLING = HOOKED._replace(webhooks=False)
PREVIEW = Preview(pods=4, cpu=0.5, memory_gib=1, volumes=1)
NODES = Nodes(most=4, pods=29, cpu=4, memory_gib=16, volumes=25)


def found(
    size: Organisation = SMALL, preview: Preview = PREVIEW, nodes: Nodes = NODES, settings: Settings = HOOKED
) -> dict[str, Limit]:
    return {limit.name: limit for limit in limits(size, preview, nodes, settings)}


@pytest.mark.parametrize(("pull_requests", "requests"), [(0, 1), (1, 1), (100, 1), (101, 2), (250, 3)])
def test_a_listing_takes_a_request_for_each_hundred_and_at_least_one(pull_requests: int, requests: int) -> None:
    assert requests_per_reconcile(pull_requests) == requests


def test_without_webhooks_only_the_clock_lists() -> None:
    assert reconciles_per_hour(SMALL, POLLING) == 120  # 10 x 3600 / 300


def test_every_push_makes_every_service_list_again() -> None:
    assert reconciles_per_hour(SMALL, HOOKED) == 186  # 120, 6 commits x 10 services, 6 events


def test_a_repository_of_several_services_publishes_each() -> None:
    size = SMALL._replace(services=3)

    # 30 x 12 by the clock; 6 x 3 commits x 30 ApplicationSets; 6 events x 3
    assert reconciles_per_hour(size, HOOKED) == 360 + 540 + 18


def test_an_apps_limit_grows_with_its_repositories() -> None:
    app = HOOKED._replace(app=True)

    assert github_limit(SMALL, HOOKED) == 5000
    assert github_limit(SMALL._replace(repositories=20), app) == 5000
    assert github_limit(SMALL._replace(repositories=60), app) == 7000
    assert github_limit(SMALL._replace(repositories=900), app) == 12_500


def test_a_longer_requeue_is_advised_where_the_clock_is_what_costs() -> None:
    often = POLLING._replace(requeue_seconds=60)
    limit = found(SMALL._replace(repositories=100), settings=often)["GitHub requests of the generators"]

    assert (limit.used, limit.verdict) == (6000, Verdict.BREAKS)
    assert limit.advice == "`argocd.requeueSeconds: 103` leaves a reserve of 30 %"
    assert 100 * 3600 / 103 < 3500


def test_an_app_is_advised_where_pushes_alone_are_too_many() -> None:
    limit = found(SMALL._replace(repositories=100, pushes=60))["GitHub requests of the generators"]

    assert limit.verdict is Verdict.BREAKS
    assert limit.advice.startswith("use a GitHub App")


def test_the_first_preview_that_finds_no_room_is_named() -> None:
    limit = found(nodes=NODES._replace(most=2))["pods (and their addresses)"]

    # 2 nodes of 29 pods, 5 of them the system's: 48, which is 12 previews of 4
    assert limit.verdict is Verdict.BREAKS
    assert limit.advice == "preview number 13 stays pending; 4 nodes have room for all"


def test_target_groups_count_only_where_previews_make_load_balancers() -> None:
    many = SMALL._replace(labelled=25)

    assert "target groups" not in found(many)
    limit = found(many, settings=HOOKED._replace(alb_shards=2))["target groups"]
    assert (limit.used, limit.available, limit.verdict) == (250, 200, Verdict.BREAKS)
    assert limit.advice.startswith("`endpoint.alb.shards: 3`")


def test_what_breaks_stands_first() -> None:
    order = [limit.verdict for limit in limits(SMALL._replace(pull_requests=130), PREVIEW, NODES, HOOKED)]

    assert order == sorted(order, key=[Verdict.BREAKS, Verdict.TIGHT, Verdict.FITS].index)
    assert order[0] is Verdict.BREAKS


counts = st.integers(1, 500)


@given(repositories=counts, pull_requests=st.integers(0, 300), pushes=st.integers(0, 500), more=st.integers(0, 50))
def test_a_larger_organisation_never_needs_less(repositories: int, pull_requests: int, pushes: int, more: int) -> None:
    size = Organisation(repositories, pull_requests, pushes, pull_requests)
    larger = size._replace(repositories=repositories + more, pushes=pushes + more)

    before, after = found(size), found(larger)

    assert all(after[name].used >= limit.used for name, limit in before.items())


@given(seconds=st.integers(60, 3600), repositories=counts)
def test_the_advised_requeue_keeps_its_promise(seconds: int, repositories: int) -> None:
    size = SMALL._replace(repositories=repositories)
    limit = found(size, settings=POLLING._replace(requeue_seconds=seconds))["GitHub requests of the generators"]

    if "requeueSeconds" in limit.advice:
        advised = int(limit.advice.split("`")[1].split(": ")[1])
        assert reconciles_per_hour(size, POLLING._replace(requeue_seconds=advised)) <= 0.7 * limit.available
