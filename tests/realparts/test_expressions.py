"""The reader of GitHub's expressions says what GitHub's documentation says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.realparts.expressions import as_text, condition, contains, evaluate, filled_in

if TYPE_CHECKING:
    from collections.abc import Callable

CONTEXTS: dict[str, Any] = {
    "github": {"event": {"labels": [{"name": "Preview"}, {"name": "bug"}], "repo": None}, "attempt": "2"},
    "inputs": {"retry": False},
}
FUNCTIONS: dict[str, Callable[..., Any]] = {"contains": contains, "success": lambda: True, "failure": lambda: False}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("'it''s'", "it's"),
        ("'a' == 'A'", True),
        ("1 == '1'", True),
        ("null == ''", True),
        ("github.event.repo.name == 'x'", False),
        ("github.event.nothing.below", None),
        ("github.event.labels.*.name", ["Preview", "bug"]),
        ("contains(github.event.labels.*.name, 'preview')", True),
        ("contains(github.event.labels.*.name, 'view')", False),
        ("contains('Preview', 'view')", True),
        ("false || 'b' && 'c'", "c"),
        ("'' || 'b'", "b"),
        ("'a' && ''", ""),
        ("!inputs.retry && github.attempt != '1'", True),
        ("(false || true) && (true && false)", False),
    ],
)
def test_a_value_is_the_documented_one(text: str, value: Any) -> None:
    assert evaluate(text, CONTEXTS, FUNCTIONS) == value


def test_what_stands_in_a_text_is_a_text() -> None:
    assert filled_in("a-${{ github.attempt }}-${{ inputs.retry }}${{ null }}", CONTEXTS, FUNCTIONS) == "a-2-false"
    assert as_text(1) == "1"


def test_a_condition_without_a_state_asks_for_success() -> None:
    failed = {**FUNCTIONS, "success": lambda: False, "failure": lambda: True}
    assert not condition("true", CONTEXTS, failed)
    assert condition("${{ failure() }}", CONTEXTS, failed)
    assert condition("true", CONTEXTS, FUNCTIONS)


def test_a_context_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(AssertionError, match="no context"):
        evaluate("nothing.here", CONTEXTS, FUNCTIONS)
