"""The carets stand below what they point at, whatever is before it on the line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from previewctl.diagnostics.catalogue import INVALID_SHAPE
from previewctl.diagnostics.model import Location
from previewctl.reporters.findings.formats import FindingsFormat, rendered
from previewctl.reporters.findings.window import NARROWEST, window
from tests.reporters.findings.reports import report, span, view

WIDTHS = {
    "a": 1,
    " ": 1,
    "é": 1,
    "e\u0301": 1,  # a combining accent takes no column of its own
    "\u0e01\u0e34": 1,  # a Thai vowel above its consonant
    "\u1112\u1161\u11ab": 2,  # one decomposed Hangul syllable
    "a\u20dd": 1,  # a circle around the letter before it
    "한": 2,
    "漢": 2,
    "ｗ": 2,  # full width
    "ｶ": 1,  # half width
    "α": 1,  # ambiguous
    "…": 1,
    "🎉": 2,
    "❤\ufe0f": 1,  # a heart that asks to be a picture is shown as text
    "👩\u200d👩": 5,  # a joiner is shown, so that no terminal joins
    "👍🏽": 3,
    "🇩🇪": 2,
    "\t": 4,
    "\u3000": 2,
    "\u00a0": 1,
    "\u200b": 1,  # a space that nobody sees is shown
    "\u202e": 1,
    "\x1b": 1,
    "\x7f": 1,
    "\ud800": 1,
    "\U000f0000": 1,
}


def caret_line(line: str, piece: str, width: int = 160, occurrence: int = 0) -> tuple[str, str]:
    """The source line and the line of carets, as printed after the gutter."""
    found = INVALID_SHAPE.at(Location("a.yaml", span(line, piece, occurrence)), "wrong")
    text = rendered(report(found), FindingsFormat.FULL, view({"a.yaml": line}, summary=False, width=width))
    _title, _place, _gap, source, carets, _docs = text.splitlines()
    assert source.startswith("1 | ")
    assert carets.startswith("  | ")
    return source[4:], carets[4:]


@pytest.mark.parametrize(("before", "columns"), WIDTHS.items(), ids=map(ascii, WIDTHS))
def test_a_character_before_the_place(before: str, columns: int) -> None:
    assert caret_line(f"{before}XY", "XY")[1] == " " * columns + "^^"


@pytest.mark.parametrize(("text", "columns"), WIDTHS.items(), ids=map(ascii, WIDTHS))
def test_a_character_under_the_carets(text: str, columns: int) -> None:
    assert caret_line(f"x: {text}|", text, occurrence=text == " ")[1] in {"   " + "^" * columns, "  ^"}


def test_what_asks_to_be_a_picture_does_not_ask_the_terminal() -> None:
    assert caret_line("❤\ufe0f☁\ufe0eXY", "XY") == ("❤☁XY", "  ^^")


@given(st.lists(st.sampled_from(list(WIDTHS)), max_size=20), st.lists(st.sampled_from(list(WIDTHS)), max_size=20))
def test_a_line_of_such_characters(before: list[str], after: list[str]) -> None:
    line = f"{''.join(before)}XYZ{''.join(after)}"
    shown, carets = caret_line(line, "XYZ")
    assert carets == " " * sum(map(WIDTHS.__getitem__, before)) + "^^^"
    assert shown.isprintable()


@given(
    st.lists(st.sampled_from(list(WIDTHS)), max_size=200),
    st.lists(st.sampled_from(list(WIDTHS)), max_size=200),
    st.integers(NARROWEST, 200),
)
def test_a_part_of_a_long_line(before: list[str], after: list[str], width: int) -> None:
    line = f"{''.join(before)}XYZ{''.join(after)}"
    focus = line.index("XYZ")
    part = window(line, focus, width)
    assert part.first <= focus <= focus + 3 <= part.last
    shown = part.text
    assert shown.startswith("…") or part.first == 0
    assert shown.endswith("…") or part.last == len(line)
    marks = part.mark(focus, focus + 3, "^")
    assert marks.endswith("^^^")
    assert len(marks) <= width


def test_a_place_in_the_middle_of_a_long_line() -> None:
    shown, carets = caret_line("a" * 500 + "BAD" + "c" * 500, "BAD", width=80)
    assert shown.startswith("…a")
    assert shown.endswith("c…")
    assert len(shown) == 80 - len("1 | ")
    assert shown.index("BAD") == carets.index("^^^")


def test_a_place_at_the_end_of_a_long_line_is_shown_with_what_is_before_it() -> None:
    shown, carets = caret_line("a" * 500 + "BAD", "BAD", width=80)
    assert len(shown) == 80 - len("1 | ") - 1
    assert shown.endswith("aBAD")
    assert carets == " " * (len(shown) - 3) + "^^^"


def test_a_terminal_that_is_too_narrow_breaks_the_line() -> None:
    assert caret_line("x: 1", "1", width=3) == ("x: 1", "   ^")


def test_a_line_of_a_mebibyte_takes_no_time() -> None:
    shown, carets = caret_line("\u0301" * (1 << 19) + "BAD" + "漢" * (1 << 19), "BAD", width=80)
    assert carets.strip() == "^^^"
    assert len(shown) < 1000


def test_marks_that_combine_do_not_fill_the_line_without_end() -> None:
    part = window("\u0301" * 10_000, 5_000, 80)
    assert part.last - part.first < 1000
