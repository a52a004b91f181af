"""The targets of overrides."""

from __future__ import annotations

import re

import pytest

from previewctl.spec.refusal import Refusal
from previewctl.spec.targets import TARGET_PATTERN, Target, TargetKind, parse_target

TARGETS = [
    Target(TargetKind.STAGING, "staging"),
    Target(TargetKind.SAME_BRANCH, "same-branch"),
    Target(TargetKind.STUB, "stub"),
    Target(TargetKind.PULL_REQUEST, "pr-123", pull_request=123),
    Target(TargetKind.BRANCH, "branch:feature/new-prices", value="feature/new-prices"),
    Target(TargetKind.BRANCH, "branch:größe", value="größe"),
    Target(TargetKind.URL, "https://billing.example.com:8443/v2", value="https://billing.example.com:8443/v2"),
]


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.text)
def test_a_target_is_read(target: Target) -> None:
    assert parse_target(target.text) == target


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.text)
def test_the_published_pattern_admits_what_is_read(target: Target) -> None:
    assert re.search(TARGET_PATTERN, target.text)


def test_the_slash_at_the_end_of_a_url_does_not_count() -> None:
    assert parse_target("https://billing.example.com/").value == "https://billing.example.com"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Staging",
        "pr-0",
        "pr-01",
        "PR-1",
        "pr-",
        "pr-1 ",
        "pr-1\n",
        "branch:",
        "branch:a b",
        "branch:a~1",
        "branch:a\x00",
        "http://x",
        "https://",
        "https://user@x",
        "https://x?q=1",
        "https://x#f",
        "https://X",
        "ftp://x",
        "123",
    ],
)
def test_anything_else_is_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_target(text)
    assert refused.value.remedy
