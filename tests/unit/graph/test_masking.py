"""What a comparison shows of values."""

from __future__ import annotations

import pytest

from previewctl.graph.changes.masking import HIDDEN, shown, shown_command


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LOG_LEVEL", "debug"),
        ("PUBLIC_URL", "https://orders-pr-42.preview.example.com"),
        ("ALLOWED_HOSTS", "a.example.com,b.example.com"),
        ("DATABASE_URL", "postgres://app:$(PREVIEW_POSTGRES_PASSWORD)@postgres:5432/app"),
    ],
)
def test_ordinary_values_are_shown(name: str, value: str) -> None:
    assert shown(name, value) == value


@pytest.mark.parametrize("name", ["STRIPE_KEY", "api-key", "DB_PASSWORD", "AUTH_TOKEN", "SENTRY_DSN", "client_secret"])
def test_values_of_doubtful_names_are_not(name: str) -> None:
    assert shown(name, "plain") == HIDDEN


def test_a_password_in_a_url_is_not() -> None:
    assert shown("DATABASE_URL", "postgres://app:hunter2@postgres:5432/app") == HIDDEN


def test_a_line_break_or_an_escape_does_not_leave_its_line() -> None:
    assert shown("A", "x\n\x1b[31my") == "x\\n\\x1b[31my"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["app", "--token", "abc", "run"], f"app --token {HIDDEN} run"),
        (["app", "--token=abc"], f"app --token={HIDDEN}"),
        (["env", "SECRET_KEY=abc", "app"], f"env SECRET_KEY={HIDDEN} app"),
        (["app", "-c", "2"], "app -c 2"),
    ],
)
def test_a_command_hides_what_follows_an_option_of_that_name(words: list[str], expected: str) -> None:
    assert shown_command(words) == expected
