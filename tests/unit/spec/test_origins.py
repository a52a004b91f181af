"""The origins that a staging admits: what may be written, and what it stands for."""

from __future__ import annotations

import pytest

from previewctl.spec.refusal import Refusal
from previewctl.spec.urls import admits, parse_origin


@pytest.mark.parametrize(
    "text",
    [
        "https://shop.acme.dev",
        "https://*.preview.acme.dev",
        "https://shop-web-pr-*.preview.acme.dev",
        "https://*-pr-*.preview.acme.dev:8443",
    ],
)
def test_an_origin_may_have_stars_in_its_first_label(text: str) -> None:
    assert parse_origin(text) == text
    assert parse_origin(f"{text}/") == text


@pytest.mark.parametrize(
    "text",
    [
        "http://shop.acme.dev",
        "https://*",
        "https://*.*.dev",
        "https://shop.*.dev",
        "https://shop.acme.dev/path",
        "https://shop.acme.dev:0",
        "https://shop.acme.dev:99999",
        "https://shop.acme.dev:",
        "https://Shop.acme.dev",
        "https://user@shop.acme.dev",
        "https://-*.acme.dev",
        "https://*-*-*.acme.dev",
        "*",
        "shop.acme.dev",
    ],
)
def test_what_is_no_origin_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        parse_origin(text)


def test_a_password_is_not_repeated() -> None:
    with pytest.raises(Refusal) as refused:
        parse_origin("https://user:hunter2@shop.acme.dev")
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    ("pattern", "origin", "admitted"),
    [
        ("https://shop.acme.dev", "https://shop.acme.dev", True),
        ("https://shop.acme.dev", "https://shopxacme.dev", False),
        ("https://*.preview.dev", "https://shop-web-pr-1.preview.dev", True),
        ("https://*.preview.dev", "https://a.b.preview.dev", False),
        ("https://*.preview.dev", "https://.preview.dev", False),
        ("https://shop-web-pr-*.preview.dev", "https://shop-web-pr-12.preview.dev", True),
        ("https://shop-web-pr-*.preview.dev", "https://shop-api-pr-12.preview.dev", False),
        ("https://*.preview.dev", "https://x.preview.dev.evil.example", False),
        ("https://*.preview.dev:8443", "https://x.preview.dev", False),
    ],
)
def test_a_star_stands_for_part_of_one_label(pattern: str, origin: str, admitted: bool) -> None:
    assert admits(pattern, origin) is admitted
