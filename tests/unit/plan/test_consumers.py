"""Who calls a preview, and what it admits because of that."""

from __future__ import annotations

import pytest

from previewctl.plan.consumers import consumer_origins
from previewctl.plan.index import Gap, PreviewIndex, PublishedPreview
from previewctl.plan.settled import is_settled, unsettled
from tests.unit.plan.planning import facts, plan, platform, variables

DOMAIN = "preview.example.com"
OWN = f"https://orders-api-pr-42.{DOMAIN}"
WEB = f"https://shop-web-pr-7.{DOMAIN}"


def caller(service: str = "shop-web", number: int = 7, **targets: str) -> PublishedPreview:
    named = {name.replace("_", "-"): target for name, target in targets.items()}
    return PublishedPreview(service, number, None, "b", "a" * 40, "https://forged.example", named)


def variables_of(*previews: PublishedPreview, number: int = 42, **keys: str) -> dict[str, str]:
    known = facts(number)._replace(previews=PreviewIndex.of(previews))
    return variables(plan(known, platform(services="{orders-api: {}}"), **keys))


def test_the_origins_of_a_preview_are_its_own_and_those_of_its_callers() -> None:
    previews = (
        caller(orders_api="pr-42"),
        caller("admin", 3, orders_api="pr-42"),
        caller("other", 1, orders_api="pr-41"),
    )
    found = variables_of(*previews, env='{CORS: "${consumers.origins}", HOSTS: "${consumers.hosts}"}')
    assert found["CORS"] == f"{OWN},https://admin-pr-3.{DOMAIN},{WEB}"
    assert found["HOSTS"] == f"orders-api-pr-42.{DOMAIN},admin-pr-3.{DOMAIN},shop-web-pr-7.{DOMAIN}"


def test_without_an_index_only_its_own_origin_is_known() -> None:
    assert variables(plan(env='{CORS: "${consumers.origins}"}'))["CORS"] == OWN


def test_a_django_service_that_asks_for_origins_trusts_them_for_csrf_and_as_hosts() -> None:
    found = variables_of(caller(orders_api="pr-42"), runtime="django", env='{CORS: "${consumers.origins}"}')
    assert found["CSRF_TRUSTED_ORIGINS"] == f"{OWN},{WEB}"
    assert f"shop-web-pr-7.{DOMAIN}" in found["ALLOWED_HOSTS"].split(",")


def test_a_service_that_asks_for_none_does_not_change_with_its_callers() -> None:
    assert variables_of(caller(orders_api="pr-42"), runtime="django") == variables_of(runtime="django")


def test_an_origin_is_made_of_names_whatever_a_record_says() -> None:
    hostile = ("evil.example/x", "Evil", "a,https://evil.example", "-a", "x" * 41, "a\n")
    index = PreviewIndex.of(caller(name, 1, orders_api="pr-42") for name in hostile)
    assert consumer_origins("orders-api", 42, DOMAIN, index) == ()


def test_a_caller_whose_pull_request_is_closed_counts_no_more() -> None:
    index = PreviewIndex.of([caller(orders_api="pr-42")], {("shop-web", 7): Gap.CLOSED})
    assert consumer_origins("orders-api", 42, DOMAIN, index) == ()


@pytest.mark.parametrize(("before", "after"), [((), ("shop-web",)), (("shop-web",), ()), (("shop-web",), ("admin",))])
def test_a_preview_is_unsettled_when_its_callers_have_changed(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    under = platform(services="{orders-api: {}}")
    known = PreviewIndex.of(caller(name, 7, orders_api="pr-42") for name in before)
    item = PublishedPreview(
        "orders-api", 42, None, "b", "a" * 40, "", consumers=consumer_origins("orders-api", 42, DOMAIN, known)
    )
    assert is_settled(item, known, under)
    now = PreviewIndex.of([item, *(caller(name, 7, orders_api="pr-42") for name in after)])
    assert list(unsettled(now, under)) == [("orders-api", 42)]
    assert list(unsettled(PreviewIndex.of([item._replace(consumers=None)]), under)) == []
