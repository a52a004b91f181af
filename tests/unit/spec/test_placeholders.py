"""Placeholders: where they are in a value, what is escaped, and what is none."""

from __future__ import annotations

import pytest

from previewctl.spec.placeholders import Placeholder, PlaceholderError, parse_template


def names(text: str) -> list[str]:
    return [placeholder.name for placeholder in parse_template(text).placeholders]


@pytest.mark.parametrize(
    "text", ["", "debug", "$HOME", "$(HOME)", "{endpoint.url}", "100$", "$", "$$", "}", "{{ .x }}"]
)
def test_a_value_without_placeholders_stays_as_it_is(text: str) -> None:
    assert parse_template(text).resolve(lambda _: "never") == text
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("${endpoint.url}", ["endpoint.url"]),
        ("${ endpoint.url }", ["endpoint.url"]),
        ("a${endpoint.url}b${pullRequest.number}", ["endpoint.url", "pullRequest.number"]),
        ("${dependencies.billing-api.url}", ["dependencies.billing-api.url"]),
        ("$${endpoint.url}", []),
        ("$$${endpoint.url}", []),
        ("$${a}${endpoint.url}", ["endpoint.url"]),
    ],
)
def test_the_placeholders_of_a_value(text: str, found: list[str]) -> None:
    assert names(text) == found


@pytest.mark.parametrize(
    ("text", "resolved"),
    [
        ("${endpoint.url}", "URL"),
        ("<${endpoint.url}/a>", "<URL/a>"),
        ("${endpoint.url}${endpoint.url}", "URLURL"),
        ("$${endpoint.url}", "${endpoint.url}"),
        ("$${x} ${endpoint.url}", "${x} URL"),
        ("$$${endpoint.url}", "$${endpoint.url}"),
        ("$${", "${"),
    ],
)
def test_a_value_with_its_placeholders_filled_in(text: str, resolved: str) -> None:
    assert parse_template(text).resolve(lambda _: "URL") == resolved


def test_what_is_filled_in_is_never_read_for_placeholders_again() -> None:
    assert parse_template("${endpoint.url}").resolve(lambda _: "${pullRequest.branch}") == "${pullRequest.branch}"


def test_a_placeholder_knows_its_place_braces_included() -> None:
    (placeholder,) = parse_template("a $${b} ${endpoint.url} c").placeholders
    assert placeholder == Placeholder(("endpoint", "url"), 8, 23)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("ab ${endpoint.url", 3, 17),
        ("ab ${} c", 3, 6),
        ("${USER}", 0, 7),
        ("x${endpoint url}", 1, 16),
        ("${a..b}", 0, 7),
        ("${a.b.c.d.e}", 0, 12),
        ("${.a}", 0, 5),
        ("${a.-b}", 0, 7),
        ("${endpoint.url} ${x", 16, 19),
        ("${a${endpoint.url}}", 0, 18),
    ],
)
def test_what_is_no_placeholder_is_refused_with_its_place(text: str, start: int, end: int) -> None:
    with pytest.raises(PlaceholderError) as caught:
        parse_template(text)
    assert (caught.value.start, caught.value.end) == (start, end)
