"""What is held for a secret, and what is not."""

from __future__ import annotations

import pytest

from previewctl.repository.secret_values import has_secret, is_own_secret, is_secret_name, looks_secret, masked

TOKEN = "ghp_" + "0123456789abcdefghij" * 2


@pytest.mark.parametrize(
    "name",
    [
        "SECRET", "SECRET_KEY", "DJANGO_SECRET_KEY", "APP_SECRET_KEY_BASE", "SHOP_SECRET_KEY", "JWT_SECRET", "SIGNING_KEY",
        "HASHIDS_SALT", "DJANGO_SUPERUSER_PASSWORD", "ADMIN_PASSWORD", "secret_key",
    ],
)  # fmt: skip
def test_secrets_of_the_app_itself_can_be_any_value(name: str) -> None:
    assert is_own_secret(name)


@pytest.mark.parametrize(
    "name",
    [
        "AWS_SECRET_KEY",
        "STRIPE_SECRET_KEY",
        "SOCIAL_AUTH_GOOGLE_JWT_SECRET",
        "API_KEY",
        "DB_PASSWORD",
        "SECRET_NAME",
        "SECRETS_DIR",
        "KEY",
    ],
)
def test_secrets_that_others_issue_cannot(name: str) -> None:
    assert not is_own_secret(name)


@pytest.mark.parametrize(
    "name",
    [
        "PASSWORD", "DB_PASSWORD", "SMTP_PASS", "API_KEY", "APIKEY", "STRIPE_APIKEY", "GITHUB_TOKEN", "AWS_SECRET_ACCESS_KEY",
        "CLIENT_SECRET", "PRIVATE_KEY_PEM", "SENTRY_DSN", "GOOGLE_CREDENTIALS_JSON", "MASTER_KEY", "DBPASSWORD", "api_key",
    ],
)  # fmt: skip
def test_a_name_that_secrets_have(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "USE_TOKEN",
        "PASSWORD_MIN_LENGTH",
        "TOKEN_URL",
        "PUBLIC_KEY",
        "STRIPE_PUBLISHABLE_KEY",
        "KEYBOARD",
        "SORT_KEY",
        "PATH",
        "REQUIRE_PASSWORD",
        "",
    ],
)
def test_a_name_that_only_speaks_of_secrets(name: str) -> None:
    assert not is_secret_name(name)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DB_PASSWORD", "x"),
        ("ANYTHING", TOKEN),
        ("ANYTHING", "https://u:p@h"),
        ("ANYTHING", "host=h password=p"),
        ("TOKEN", "123456"),
    ],
)
def test_a_value_that_looks_secret(name: str, value: str) -> None:
    assert looks_secret(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DB_PASSWORD", ""),
        ("API_TOKEN", "true"),
        ("PASSWORD", "None"),
        ("REDIS_PASS", "0"),
        ("LEVEL", "debug"),
        ("A", "http://h:80/x"),
    ],
)
def test_a_value_that_does_not(name: str, value: str) -> None:
    assert not looks_secret(name, value)


@pytest.mark.parametrize(
    "text",
    [
        TOKEN,
        f"x {TOKEN} y",
        "sk_live_0123456789abcdef",
        "AKIA0123456789ABCDEF",
        "xoxb-0123456789-abc",
        "glpat-0123456789abcdefghij",
        "eyJhbGciOiJIUzI1NiJ9.eyJhbGciOiJIUzI1NiJ9",
        "-----BEGIN RSA PRIVATE KEY-----",
        "postgres://user:password@host/name",
        "redis://:password@host",
        "run --password x",
        "run --db-password=x",
        "run --api-key x",
        "curl -u admin:x https://h",
        "curl --user admin:x https://h",
        "DB_PASSWORD=x run",
        "env API_KEY=x run",
    ],
)
def test_a_text_with_a_secret_in_it(text: str) -> None:
    assert has_secret(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "gunicorn shop.wsgi -b 0.0.0.0:8000",
        "postgres://host/name",
        "postgres://user@host/name",
        "redis://:${PASSWORD}@host",
        "run --password $PASSWORD",
        "run --password-file /run/x",
        'run --password "$PASSWORD"',
        "PASSWORD=$PASSWORD run",
        "PASSWORD= run",
        "LEVEL=debug run",
        "curl -u $USER:$PASSWORD https://h",
        "docker run -u 1000:1000 x",
        "http://host:8000/a@b",
    ],
)
def test_a_text_without_one(text: str) -> None:
    assert not has_secret(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"a {TOKEN} b", "a *** b"),
        ("https://u:p@h/x", "https://***@h/x"),
        ("https://token@h/x", "https://***@h/x"),
        ("https://h/x", "https://h/x"),
        ("plain", "plain"),
    ],
)
def test_a_report_shows_neither_passwords_nor_tokens(text: str, shown: str) -> None:
    assert masked(text) == shown
