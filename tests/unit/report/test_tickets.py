"""Issue keys are taken from names that anybody writes, and only those of known projects count."""

from __future__ import annotations

import pytest

from previewctl.report.preview import PreviewReport, State
from previewctl.report.tickets import global_id, issue_keys, remote_link

REPORT = PreviewReport("orders-api", "acme/shop", 5, "a" * 40, State.READY, url="https://x.example")


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("shop-12-add-refunds", ("SHOP-12",)),
        ("feature/SHOP-12_refunds", ("SHOP-12",)),
        ("SHOP-12, shop-13 and Shop-12", ("SHOP-12", "SHOP-13")),
        ("[SHOP-12] UTF-8 for CVE-2024 and SHA-256", ("SHOP-12",)),
        ("WORKSHOP-12", ()),
        ("MY-SHOP-12", ()),
        ("SHOP-012", ()),
        ("SHOP-12a", ()),
        ("release-1", ()),
        ("SHOP-1 SHOP-2 SHOP-3 SHOP-4 SHOP-5 SHOP-6", ("SHOP-1", "SHOP-2", "SHOP-3", "SHOP-4", "SHOP-5")),
    ],
)
def test_only_keys_of_the_projects_count(text: str, keys: tuple[str, ...]) -> None:
    assert issue_keys(text, "", (), ["shop"]) == keys


def test_the_branch_comes_before_the_title_and_the_commits() -> None:
    assert issue_keys("SHOP-3", "SHOP-2", ["x\n\nRefs: SHOP-1", "SHOP-3"], ["SHOP"]) == ("SHOP-3", "SHOP-2", "SHOP-1")


def test_the_link_is_one_and_the_same_in_all_states() -> None:
    ids = {remote_link(REPORT._replace(state=state, sha="b" * 40, url=""), "https://p")["globalId"] for state in State}
    assert ids == {"previewctl:acme/shop#5:orders-api"}
    assert len(global_id(REPORT._replace(repository="o" * 39 + "/" + "r" * 100, service="s" * 120))) <= 255


def test_a_preview_that_has_gone_is_struck_through_and_leads_to_the_pull_request() -> None:
    body = remote_link(REPORT._replace(state=State.INACTIVE), "https://github.example/acme/shop/pull/5")
    assert body["object"]["status"] == {"resolved": True}
    assert body["object"]["url"] == "https://github.example/acme/shop/pull/5"
