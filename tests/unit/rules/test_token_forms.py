"""The forms of tokens. Each is put together here, so that no program that searches for tokens finds one."""

from __future__ import annotations

import base64
import json

import pytest

from previewctl.rules.token_forms import FORMS, find_token, find_tokens

_MIXED = "q3Zt8VnYw1KxR5uLh0PmD7sBf2GcJ9aEo6TiN4yXvQkCbHdFgSjWpMrUzAeIlO" * 3
_HEX = "9f2c41d07be85a6630c1fe97b24d8a5e" * 4
_CAPITALS = "R7TQXN5WZ2LCKD4VMAPJ"


def _jwt(claims: dict[str, str]) -> str:
    parts = ({"alg": "HS256", "typ": "JWT"}, claims)
    encoded = (base64.urlsafe_b64encode(json.dumps(part, separators=(",", ":")).encode()).decode() for part in parts)
    return ".".join((*(part.rstrip("=") for part in encoded), _MIXED[:43]))


TOKENS = {
    "AKIA" + _CAPITALS[:16]: "an AWS access key",
    "ASIA" + _CAPITALS[:16]: "a temporary AWS access key",
    "ghp_" + _MIXED[:36]: "a GitHub token",
    "ghs_" + _MIXED[:36]: "a GitHub token",
    "github" + "_pat_" + _MIXED[:82]: "a GitHub token",
    "glpat" + "-" + _MIXED[:20]: "a GitLab token",
    "xoxb" + "-1234567890-1234567890-" + _MIXED[:24]: "a Slack token",
    "xapp" + "-1-A0B1C2D3-1234567890-" + _HEX[:32]: "a Slack token",
    "https://hooks.slack." + "com/services/T01234567/B01234567/" + _MIXED[:24]: "a Slack webhook",
    "sk_" + "live_" + _MIXED[:24]: "a Stripe key",
    "rk_" + "test_" + _MIXED[:24]: "a Stripe key",
    "whsec" + "_" + _MIXED[:32]: "a Stripe webhook secret",
    "AIza" + _MIXED[:35]: "a Google API key",
    "GOCSPX" + "-" + _MIXED[:28]: "a Google OAuth secret",
    "ABIA" + _CAPITALS[:16]: "an AWS bearer token",
    "SK" + _HEX[:32]: "a Twilio API key",
    "SG." + _MIXED[:22] + "." + _MIXED[:43]: "a SendGrid key",
    "npm" + "_" + _MIXED[:36]: "an npm token",
    "pypi" + "-AgEIcHlwaS5vcmc" + _MIXED[:60]: "a PyPI token",
    "eyJ" + _MIXED[:20] + ".eyJ" + _MIXED[:40] + "." + _MIXED[:43]: "a JSON Web Token",
    "-----BEGIN " + "RSA PRIVATE KEY-----": "a private key",
    "-----BEGIN " + "PRIVATE KEY-----": "a private key",
    "-----BEGIN PGP " + "PRIVATE KEY BLOCK-----": "a private key",
    "AGE-SECRET" + "-KEY-1" + ("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L" * 2)[:58]: "an age key",
    "dckr" + "_pat_" + _MIXED[:27]: "a Docker Hub token",
    "dop" + "_v1_" + _HEX[:64]: "a DigitalOcean token",
    "hf" + "_" + "qZtVnYwKxRuLhPmDsBfGcJaEoTiNyXvQkC": "a Hugging Face token",
    "sk-" + _MIXED[:20] + "T3Blbk" + "FJ" + _MIXED[:20]: "an OpenAI key",
    "sk-ant-" + "api03-" + _MIXED[:95]: "an Anthropic key",
    "hvs" + "." + _MIXED[:95]: "a Vault token",
    "shpat" + "_" + _HEX[:32]: "a Shopify token",
    "sntryu" + "_" + _HEX[:64]: "a Sentry token",
    "LS0tLS1CRUdJ" + "TiBSU0EgUFJJVkFURSBLRVktLS0tLQo" + _MIXED[:60]: "a private key",
    "ATATT" + "3xFfGF0" + _MIXED[:80] + "=1A2B3C4D": "an Atlassian token",
    "https://discord." + "com/api/webhooks/123456789012345678/" + _MIXED[:68]: "a Discord webhook",
    "123456789:A" + "A" + _MIXED[:33]: "a Telegram bot's token",
    "dp." + "pt." + _MIXED[:43]: "a Doppler token",
    "Bearer " + _MIXED[:32]: "a bearer token",
}


@pytest.mark.parametrize(("text", "what"), TOKENS.items(), ids=range(len(TOKENS)))
def test_a_token_is_known_wherever_it_stands(text: str, what: str | None) -> None:
    for before, after in (("", ""), ("Bearer ", ""), ("key=", "&x=1"), ('"', '"'), ("(", ")")):
        found = find_token(before + text + after)
        assert (found and found.what) == what
        if found:
            assert text.endswith((before + text + after)[found.start : found.end])


def test_every_form_is_tried_here() -> None:
    assert {form.what for form in FORMS} == {what for what in TOKENS.values() if what}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ghp_" + "x" * 36,
        "AGE-SECRET" + "-KEY-1" + "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L" * 2,
        "Bearer authentication-required",
        "Bearer ${TOKEN_OF_THE_SHOP_2026}",
        "LS0tLS1CRUdJ" + "TiBDRVJUSUZJQ0FURS0tLS0tCk1JSUJxVENDQVZD",
        "ghp_short",
        "AKIA" + "X" * 16,
        "AKIAIOSFODNN7EXAMPLE",
        "my" + "ghp_" + _MIXED[:36],
        "sk_test_",
        "eyJhbGciOiJub25lIn0",
        "-----BEGIN PUBLIC KEY-----",
        "-----BEGIN CERTIFICATE-----",
        "pk_" + "live_" + _MIXED[:24],
        "https://hooks.slack.com/help",
        "TASK" + _HEX[:32],
    ],
)
def test_what_is_only_like_a_token_is_none(text: str) -> None:
    assert find_token(text) is None


@pytest.mark.parametrize("text", ["AIza" + _MIXED[:35], _jwt({"role": "anon"})])
def test_a_key_for_browsers_is_none_in_a_frontend(text: str) -> None:
    assert find_token(text, frontend=True) is None
    assert find_token(text) is not None


@pytest.mark.parametrize("issuer", ["shop", "shop1", "shop12"])
def test_a_token_that_may_do_anything_is_one_in_a_frontend_too(issuer: str) -> None:
    assert find_token(_jwt({"iss": issuer, "role": "service_role"}), frontend=True) is not None
    assert find_token(_jwt({"iss": issuer, "role": "anon"}), frontend=True) is None


def test_all_tokens_of_a_text_are_found() -> None:
    first, second = "AKIA" + _CAPITALS[:16], "ghp_" + _MIXED[:36]
    assert len(list(find_tokens(f"{first} {second} {first}"))) == 3


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece",
    [
        "-eyJ",
        "-sk-",
        "ghp_x ",
        "xoxb-1-",
        "-----BEGIN A ",
        "SG.",
        "PRIVATE KEY-----BEGIN ",
        "shp gl do",
        "Bearer ",
        "dp.pt.a.",
        ":AA1",
        "LS0tLS1CRUdJTiB",
    ],
)
def test_a_hostile_text_takes_no_time(piece: str) -> None:
    assert find_token((piece * 65_536)[:65_536] + " T3BlbkFJ") is None
