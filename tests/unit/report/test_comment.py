"""The comment keeps what runs noted in it, and nothing that others wrote gets out of its place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from previewctl.report.comment import (
    LONGEST_COMMENT,
    REMOVE_AT,
    WARNED_AT,
    hidden_state,
    is_about,
    marker,
    with_hidden_state,
)
from previewctl.report.preview import Dependency, PreviewReport, State
from previewctl.reporters.comment import comment
from previewctl.reporters.markdown import code, link

if TYPE_CHECKING:
    from collections.abc import Mapping

REPORT = PreviewReport("orders-api", "acme/shop", 5, "a" * 40, State.READY, url="https://x.example")
NOTES = st.dictionaries(st.text(max_size=20), st.text(max_size=30), max_size=4)
TEXTS = st.text(max_size=80) | st.sampled_from(
    ["```", "`", "|", "<!-- -->", "-->", "@acme/all", "\n# x", "</details>", "\x1b[31m", "x\\|y"]
)
DEPENDENCIES = st.lists(st.builds(Dependency, TEXTS, TEXTS, TEXTS, TEXTS), max_size=3).map(tuple)


@given(NOTES, NOTES)
def test_notes_come_back_as_they_went_in(first: Mapping[str, str], second: Mapping[str, str]) -> None:
    body = comment(REPORT, first)
    assert hidden_state(body) == first
    assert hidden_state(with_hidden_state(body, second)) == second
    assert is_about(body, "orders-api")


@given(st.sampled_from(list(State)), NOTES, NOTES)
def test_other_notes_leave_the_rest_of_the_comment_as_it_was(
    state: State, first: Mapping[str, str], second: Mapping[str, str]
) -> None:
    report = REPORT._replace(state=state)
    assert with_hidden_state(comment(report, first), second) == comment(report, second)


@given(NOTES)
def test_notes_cannot_end_the_comment_that_hides_them(noted: Mapping[str, str]) -> None:
    line = with_hidden_state(marker("orders-api") + "\n", noted).split("\n")[1]
    assert line.index("-->") == len(line) - 3


def test_a_warning_stands_there_while_it_is_noted() -> None:
    noted = {WARNED_AT: "2026-11-27T12:00:00Z", REMOVE_AT: "2026-11-28T12:00:00Z"}
    warned = with_hidden_state(comment(REPORT, {}), noted)
    assert "It goes at 2026-11-28 12:00 UTC unless" in warned
    assert "It goes at" not in with_hidden_state(warned, {})
    assert with_hidden_state(warned, {}) == comment(REPORT, {})


@pytest.mark.parametrize("time", ["soon", "2026-11-28T12:00:00Z\n# x", ""])
def test_a_note_of_another_form_warns_of_nothing(time: str) -> None:
    assert "It goes at" not in with_hidden_state(comment(REPORT, {}), {WARNED_AT: "x", REMOVE_AT: time})


@pytest.mark.parametrize("body", ["", "x", "<!-- previewctl:state {} -->", f"x\n{marker('orders-api')}\n", "\n\n"])
def test_any_other_text_is_no_comment_of_ours(body: str) -> None:
    assert not is_about(body, "orders-api")
    assert hidden_state(body) == {}


def test_the_comment_of_a_service_is_not_that_of_one_with_a_longer_name() -> None:
    assert not is_about(comment(REPORT._replace(service="orders-api-2"), {}), "orders-api")


@settings(max_examples=300)
@given(TEXTS)
def test_code_ends_where_it_should(text: str) -> None:
    shown = code(text)
    if not shown:
        return
    fence = re.match(r"`+", shown)
    assert fence is not None
    inner = shown[len(fence[0]) : -len(fence[0])]
    assert shown.endswith(fence[0])
    assert fence[0] not in re.findall(r"`+", inner)
    assert "\n" not in shown
    assert "|" not in shown


@settings(max_examples=200)
@given(DEPENDENCIES, TEXTS, st.sampled_from(list(State)))
def test_text_of_others_adds_no_line_no_heading_and_no_fence(
    dependencies: tuple[Dependency, ...], reason: str, state: State
) -> None:
    reasons = (reason,) if reason.strip() else ()
    body = comment(REPORT._replace(dependencies=dependencies, reasons=reasons, state=state), {})
    plain = tuple(
        Dependency(f"s{i}", "staging", "x") for i, _ in enumerate({(d.service, d.target) for d in dependencies})
    )
    lines = [line for line in body.split("\n") if line.startswith(("#", "```", "<details", "</details"))]
    expected = comment(REPORT._replace(dependencies=plain, reasons=("x",) if reasons else (), state=state), {})
    assert lines == [line for line in expected.split("\n") if line.startswith(("#", "```", "<details", "</details"))]
    assert "\x1b" not in body


def test_the_largest_comment_is_below_githubs_limit() -> None:
    long = "`|" * 400
    dependencies = tuple(Dependency(f"{long}{number}", long, long) for number in range(100))
    body = comment(REPORT._replace(dependencies=dependencies, reasons=(long,) * 50, state=State.FAILED), {})
    assert len(body) < LONGEST_COMMENT
    assert "… and 70 more." in body


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://x.example/a?b=c#d", "[t](<https://x.example/a?b=c#d>)"),
        ("javascript:alert(1)", "`javascript:alert(1)`"),
        ("https://x.example/>)[y](z", "`https://x.example/>)[y](z`"),
        ("https://x.example/ y", "`https://x.example/ y`"),
    ],
)
def test_only_what_is_a_url_becomes_a_link(url: str, shown: str) -> None:
    assert link(url, "t") == shown


def test_a_ready_comment_says_what_there_is(pytestconfig: pytest.Config) -> None:
    body = comment(
        REPORT._replace(
            dependencies=(
                Dependency("billing-api", "pr-12", "override"),
                Dependency("catalog-api", "staging", "no override"),
            ),
            seed="orders 2026.11.1",
            cost="about $4.98 a month",
            lifetime="It goes when nobody has used it for 3d.",
            log_url="https://ci.example/1",
        ),
        {},
    )
    for part in (
        "### Preview of `orders-api` is ready",
        "**<https://x.example>**",
        "| Seed data | `orders 2026.11.1` |",
        "| Cost | about $4.98 a month |",
        'n1["billing-api<br/>pr-12"]:::preview',
        "n0 -.-> n2",
        "| `billing-api` | `pr-12` | `override` |",
        "add the label `preview-keep`. It goes when nobody has used it for 3d.",
        "take the label `preview` off",
    ):
        assert part in body
