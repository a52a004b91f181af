"""Features across services."""

from __future__ import annotations

from previewctl.graph.building import build_graph
from previewctl.graph.bundle import Bundle, bundle_of
from previewctl.graph.model import Node
from previewctl.reporters.bundle import as_json, markdown, mismatch_words, text
from tests.unit.graph.samples import published

FEATURE = "feature/refunds"


def feature(*, back: str = "pr-42", frontend: str = "pr-42") -> Bundle:
    items = [
        published("shop-web", 5, FEATURE, orders_api=frontend, catalog_api="staging"),
        published("orders-api", 42, FEATURE, billing_api="pr-7"),
        published("billing-api", 7, FEATURE, orders_api=back),
        published("orders-api", 43, "other", billing_api="staging"),
    ]
    return bundle_of(build_graph([], items), FEATURE, frontends=["shop-web"])


def test_the_previews_of_a_branch_form_a_feature() -> None:
    found = feature()
    assert [member.preview.node.text for member in found.members] == ["billing-api#7", "orders-api#42", "shop-web#5"]
    assert found.mismatches == ()
    assert [edge.target for edge in found.outside] == [Node("catalog-api")]


def test_the_frontend_that_nobody_depends_on_is_opened_first() -> None:
    found = feature()
    assert found.first is not None
    assert found.first.node == Node("shop-web", 5)


def test_without_a_frontend_the_preview_that_calls_the_others_is_opened_first() -> None:
    items = [published("orders-api", 42, FEATURE, billing_api="pr-7"), published("billing-api", 7, FEATURE)]
    found = bundle_of(build_graph([], items), FEATURE)
    assert found.first is not None
    assert found.first.node == Node("orders-api", 42)


def test_a_follower_that_is_not_followed_back_is_inconsistent() -> None:
    (mismatch,) = feature(back="staging").mismatches
    assert (
        mismatch_words(mismatch)
        == "orders-api#42 follows billing-api#7, but billing-api#7 points orders-api at staging"
    )


def test_pointing_at_another_pull_request_is_inconsistent_too() -> None:
    found = feature(back="pr-43").mismatches
    assert [mismatch_words(item) for item in found] == [
        "orders-api#42 follows billing-api#7, but billing-api#7 points orders-api at pr-43",
        "billing-api#7 follows orders-api#43, but orders-api#43 points billing-api at staging",
    ]


def test_a_member_that_passes_by_another_of_its_branch_is_inconsistent() -> None:
    (mismatch,) = feature(frontend="staging").mismatches
    assert (
        mismatch_words(mismatch)
        == "shop-web#5 points orders-api at staging, although orders-api#42 is of the same branch"
    )


def test_what_a_member_points_at_belongs_to_the_feature() -> None:
    items = [
        published("orders-api", 42, FEATURE, billing_api="pr-7"),
        published("billing-api", 7, "other", catalog_api="pr-3"),
        published("catalog-api", 3),
    ]
    found = bundle_of(build_graph([], items), FEATURE)
    assert [(member.preview.service, member.because) for member in found.members] == [
        ("orders-api", None),
        ("billing-api", Node("orders-api", 42)),
        ("catalog-api", Node("billing-api", 7)),
    ]


def test_a_feature_can_begin_with_one_preview_without_a_branch() -> None:
    found = bundle_of(
        build_graph([], [published("orders-api", 42, ""), published("billing-api", 7, "")]),
        "",
        [Node("orders-api", 42)],
    )
    assert [member.preview.service for member in found.members] == ["orders-api"]


def test_a_branch_that_nobody_has_is_said() -> None:
    found = bundle_of(build_graph([], []), "gone")
    assert found.first is None
    assert text(found) == "no preview is published for the branch gone\n"
    assert markdown(found) == "No preview is published for the branch `gone`.\n"


def test_every_format_says_what_to_open() -> None:
    found = feature(back="staging")
    url = "https://shop-web-pr-5.preview.example.com"
    assert text(found).startswith(f"open first: {url}\n")
    assert text(found).endswith(
        "warning: orders-api#42 follows billing-api#7, but billing-api#7 points orders-api at staging\n"
    )
    assert markdown(found).startswith(f"**Open first:** <{url}>\n")
    assert as_json(found)["openFirst"] == url
    assert as_json(found)["mismatches"][0]["follows"] is True


def test_a_hostile_branch_stays_in_its_cell() -> None:
    branch = "x|<script>`` @everyone\n# y"
    found = bundle_of(build_graph([], [published("orders-api", 42, branch)]), branch)
    (row,) = [line for line in markdown(found).splitlines() if line.startswith("| [")]
    assert "```x¦<script>`` @everyone\\n# y```" in row
    assert len(text(found).splitlines()) == 3
