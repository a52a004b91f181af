"""A text written as a YAML scalar is that text for every reader: YAML 1.1's and 1.2's."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from previewctl.render.scalars import yaml_scalar
from previewctl.source.document import SourceDocument, parse
from previewctl.source.read import SourceText

TEXTS = [
    "",
    " ",
    "~",
    "null",
    "Null",
    "true",
    "False",
    "yes",
    "NO",
    "on",
    "Off",
    "y",
    "n",
    "17",
    "0o17",
    "017",
    "1_000",
]
TEXTS += [
    "1e3",
    ".5",
    ".inf",
    "-.INF",
    ".nan",
    "0x1F",
    "12:30:45",
    "2026-12-01",
    "2026-12-01T10:00:00Z",
    "=",
    "<<",
    "-",
    "?",
]
TEXTS += [
    "- a",
    "a: b",
    "a:",
    "a #b",
    "#a",
    "&a",
    "*a",
    "!a",
    "|",
    ">",
    "%a",
    "@a",
    "`a",
    "{a",
    "[a",
    "a]",
    "a,b",
    "'a'",
    '"a"',
]
TEXTS += [
    "a\\b",
    "a\nb",
    "a\r\nb",
    "\ta",
    "a ",
    " a",
    "{{ .Values }}",
    "<%= x %>",
    "${a}",
    "$(A)",
    "ä",
    "日本",
    "😀",
    "\u0085",
]
TEXTS += [
    "\u2028",
    "\u202e",
    "\ufeff",
    "\u200b",
    "\x00",
    "\x1b[31m",
    "\x7f",
    "\xa0",
    "\ufffe",
    "x" * 5_000,
    "---",
    "...",
    "a/b-c.d",
]


def by_version_1_2(scalar: str) -> object:
    document = parse(SourceText("f", f"a: {scalar}\n"))
    assert isinstance(document, SourceDocument), document
    return document.data["a"]


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text[:20]))
def test_a_text_is_that_text_for_every_reader(text: str) -> None:
    scalar = yaml_scalar(text)
    assert yaml.safe_load(f"a: {scalar}\n") == {"a": text}
    assert by_version_1_2(scalar) == text


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text[:20]))
def test_a_text_is_that_text_as_a_key_and_in_a_list(text: str) -> None:
    if len(text) < 100:  # longer keys need a `?` in YAML
        assert yaml.safe_load(f"{yaml_scalar(text)}: 1\n") == {text: 1}
    assert yaml.safe_load(f"- {yaml_scalar(text)}\n") == [text]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_survives(text: str) -> None:
    scalar = yaml_scalar(text)
    assert "\n" not in scalar
    assert yaml.safe_load(scalar) == text
    assert by_version_1_2(scalar) == text


@pytest.mark.parametrize(
    ("value", "scalar"),
    [
        (8000, "8000"),
        (-50, "-50"),
        (True, "true"),
        (False, "false"),
        ("web", "web"),
        ("a/b-c.d", "a/b-c.d"),
        ("8000", '"8000"'),
    ],
)
def test_numbers_and_booleans_are_themselves_and_plain_words_stand_bare(value: str | int, scalar: str) -> None:
    assert yaml_scalar(value) == scalar


@pytest.mark.parametrize("text", ["\x00", "\x1b", "\x85", "\u2028", "\u202e", "\u200f", "\ufeff", "\ufffe"])
def test_what_hides_or_reorders_text_is_written_as_an_escape(text: str) -> None:
    assert yaml_scalar(text).isascii()


@pytest.mark.parametrize("text", ["\ud800", "a\udfff"])
def test_half_a_character_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="half of a character"):
        yaml_scalar(text)
