"""Names come from the service and the pull request's number alone."""

from __future__ import annotations

import pytest

from previewctl.plan.names import Names, names_of
from previewctl.spec.targets import MAXIMUM_PULL_REQUEST
from tests.unit.plan.planning import facts, plan


def test_the_names_of_a_preview() -> None:
    assert names_of("orders-api", 42, "preview.example.com") == Names(
        application="pv-orders-api-42", namespace="pv-orders-api-42", host="orders-api-pr-42.preview.example.com"
    )


def test_the_url_is_the_host_over_https() -> None:
    assert names_of("a", 1, "b.c").url == "https://a-pr-1.b.c"


def test_the_longest_service_and_the_largest_number_still_fit_into_63_characters() -> None:
    names = names_of("s" * 40, MAXIMUM_PULL_REQUEST, "preview.example.com")
    assert len(names.namespace) <= 63
    assert len(names.host.partition(".")[0]) <= 63


@pytest.mark.parametrize("branch", ["main", "x" * 200, "../../etc", "a;rm -rf", "{{ .x }}", "ä😀", "UPPER"])
def test_a_branch_never_names_anything(branch: str) -> None:
    assert plan(facts(branch=branch)).names == plan().names
    assert plan(facts(branch=branch)).databases == plan().databases


def test_the_image_is_tagged_with_the_head_sha() -> None:
    assert plan().image == "registry.example.com/orders-api:0123456789abcdef0123456789abcdef01234567"
