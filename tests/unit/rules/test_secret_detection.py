"""Which names and which values are taken for secrets."""

from __future__ import annotations

import base64
import hashlib

import pytest

from previewctl.rules.random_value import is_random
from previewctl.rules.secret_names import is_secret_name


@pytest.mark.parametrize(
    "name",
    [
        "PASSWORD", "DB_PASSWORD", "dbPassword", "PGPASSWORD", "SMTP_PASS", "DB_PWD", "API_KEY", "STRIPE_API_KEY", "APIKEY",
        "SECRET_KEY", "DJANGO_SECRET_KEY", "CLIENT_SECRET", "AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "ACCESSTOKEN",
        "PRIVATE_KEY", "PRIVATE_KEY_PEM", "SIGNING_KEY_2", "CREDENTIALS_JSON", "AWS_CREDENTIALS", "JWT_SECRET_OLD",
        "API_KEY_TEST", "SSH_PASSPHRASE", "GITHUB_PAT", "HMAC_KEY", "BASIC_AUTH", "storageAccountKey", "AccountKey",
        "SECRET_KEY_BASE", "__TOKEN__",
    ],
)  # fmt: skip
def test_what_is_called_a_secret(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "", "_", "PASSWORD_RESET_TIMEOUT", "TOKEN_URL", "SECRET_NAME", "SECRET_ARN", "JWT_PUBLIC_KEY", "CSRF_COOKIE_SECURE",
        "PASSWORD_HASHERS", "TOKEN_LIFETIME_SECONDS", "PUBLIC_API_KEY", "NEXT_PUBLIC_TOKEN", "STRIPE_PUBLISHABLE_KEY",
        "RECAPTCHA_SITE_KEY", "SUPABASE_ANON_KEY", "AWS_ACCESS_KEY_ID", "API_KEY_HEADER", "REQUIRE_PASSWORD", "USE_TOKEN",
        "MAX_TOKEN", "MAX_TOKENS", "PWD", "BYPASS", "COMPASS", "TLS_SECRET", "IMAGE_PULL_SECRET", "CACHE_KEY", "SORT_KEY",
        "KEY", "PAT", "SPAT", "passwordResetTimeout", "BASIC_AUTH_REALM", "KNOWLEDGE_BASE", "TOKENIZER", "SECRETARY", "PASSPORT", "LOG_LEVEL",
    ],
)  # fmt: skip
def test_what_only_has_such_a_word_in_its_name(name: str) -> None:
    assert not is_secret_name(name)


def test_a_frontend_may_call_its_public_keys_tokens() -> None:
    assert not is_secret_name("VITE_MAPS_API_KEY", unmistakable=True)
    assert not is_secret_name("VITE_ANALYTICS_TOKEN", unmistakable=True)
    assert is_secret_name("VITE_CLIENT_SECRET", unmistakable=True)


def _digests() -> list[bytes]:
    return [hashlib.sha256(str(number).encode()).digest() for number in range(500)]


def test_nearly_every_generated_key_is_found() -> None:
    digests = _digests()
    assert all(is_random(digest.hex()) for digest in digests)
    assert sum(is_random(base64.b64encode(digest).decode()) for digest in digests) >= 475
    assert sum(is_random(base64.urlsafe_b64encode(digest[:24]).decode()) for digest in digests) >= 450


@pytest.mark.parametrize(
    "text",
    [
        "short", "123456789012345678901234567890123456", "0123456789abcdef0123456789abcdef", "0" * 64,
        hashlib.sha1(b"a commit", usedforsecurity=False).hexdigest(), "550e8400-e29b-41d4-a716-446655440000",
        "sha256:" + "9f2c41d0" * 8, "sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC",
        "https://shop.example.com/q3Zt8VnYw1KxR5uLh0PmD7sBf2GcJ9aE", "acme-orders-uploads-eu-west-1-preview-2026",
        "orders_high_priority_queue_v2_2026", "shop.settings.preview.Version2026x1", "ECDHE-RSA-AES128-GCM-SHA256",
        "OrdersCheckoutRequestHandlerV2Factory1", "America/Argentina/ComodRivadavia", "GET,POST,PUT,DELETE,OPTIONS,HEAD",
        "v1.27.3-rc.1+build.20261124.f00dcafe", "arn:aws:sns:eu-west-1:123456789012:orders-events2",
        "correct horse battery staple 2026",
    ],
)  # fmt: skip
def test_what_says_something_is_not_random(text: str) -> None:
    assert not is_random(text)
