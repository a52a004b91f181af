"""Did you mean …? helps with slips and stays quiet otherwise."""

from __future__ import annotations

import pytest

from previewctl.source.suggest import nearest


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("billing-ap", "billing-api"),
        ("Catalog-API", "catalog-api"),
        ("catlaog-api", "catalog-api"),
        ("orders", None),
        ("", None),
    ],
)
def test_the_nearest_candidate(word: str, expected: str | None) -> None:
    assert nearest(word, ["billing-api", "catalog-api"]) == expected


def test_very_long_words_get_no_suggestion() -> None:
    assert nearest("x" * 1_000, ["x" * 999]) is None


def test_candidates_may_be_any_iterable() -> None:
    assert nearest("redsi", iter(["redis"])) == "redis"
