"""What a readable file gives: data, and the place of each key and value."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
import yaml

from previewctl.source import compose
from previewctl.source.document import KeyPath, Plain, SourceDocument

if TYPE_CHECKING:
    from previewctl.diagnostics.model import Location

Read = Callable[[str], SourceDocument]


def under(document: SourceDocument, location: Location) -> str:
    return document.text[location.span.start.offset : location.span.end.offset]


@pytest.mark.parametrize("text", ["a: '17'", 'a: "17"', "a: |-\n  17", "a: >-\n  17", "a: !!str 17"])
def test_quoted_and_block_scalars_are_text(document: Read, text: str) -> None:
    assert document(text).data == {"a": "17"}


def test_unquoted_numbers_keep_their_text(document: Read) -> None:
    assert document("version: 2026.10").data == {"version": Plain("2026.10", 2026.1)}


@pytest.mark.parametrize("key", ["17", "on", "no", "true", "1.0", "'17'", '"~"'])
def test_keys_are_always_text(document: Read, key: str) -> None:
    assert document(f"{key}: x").data == {key.strip("'\""): "x"}


@pytest.mark.parametrize("text", ["\r\n", "\n", "\r"])
def test_every_line_break_counts_as_one_line(document: Read, text: str) -> None:
    read = document(f"a: 1{text}# é{text}b: x{text}")
    start = read.key_location(("b",)).span.start
    assert (start.line, start.column) == (3, 1)
    assert under(read, read.value_location(("b",))) == "x"


@pytest.mark.parametrize("text", ["---\na: 1", "%YAML 1.2\n---\na: 1", "a: 1\n...\n", "# c\n---\na: 1 # c\n"])
def test_document_marks_and_directives_are_fine(document: Read, text: str) -> None:
    assert document(text).data == {"a": Plain("1", 1)}


@pytest.mark.parametrize(
    ("text", "path", "written"),
    [
        ("a: x   # comment\nb: 1", ("a",), "x"),
        ("a: 'x y'", ("a",), "'x y'"),
        ("a:\nb: 1", ("a",), ""),
        ("a: |\n  x\n  y\n\n\nb: 1", ("a",), "|\n  x\n  y"),
        ("a: |\n  x\n# comment\nb: 1", ("a",), "|\n  x"),
        ("a: >-\n  x\n", ("a",), ">-\n  x"),
        ("a: x\n  y\nb: 1", ("a",), "x\n  y"),
        ("a: [b, {c: d}]  # e", ("a",), "[b, {c: d}]"),
        ("a: [b, {c: d}]", ("a", 1), "{c: d}"),
        ("a: [b: c, d]", ("a", 0), "b: c"),
        ("a:\n- b\n- c\n\nd: 1", ("a",), "- b\n- c"),
        ("a:\n  b: 1\n\n# c\nd: 1", ("a",), "b: 1"),
        ("a:\n  - b: 1\n    c: 2\n  - d", ("a", 0), "b: 1\n    c: 2"),
        ("a: &x b\nc: 1", ("a",), "b"),
        ("a: &x   # c\n  b: 1", ("a",), "b: 1"),
        ("a: !!str b", ("a",), "b"),
        ("a: &x [b]", ("a",), "[b]"),
        ("é: 😀 x\nb: c", ("é",), "😀 x"),
    ],
)
def test_a_value_span_covers_what_was_written(document: Read, text: str, path: KeyPath, written: str) -> None:
    read = document(text)
    assert under(read, read.value_location(path)) == written


@pytest.mark.parametrize(
    ("text", "path", "written"),
    [
        ("a: 1", ("a",), "a"),
        ("'a b': 1", ("a b",), "'a b'"),
        ("x: {a: 1}", ("x", "a"), "a"),
        ("x: &y\n  a: 1", ("x", "a"), "a"),
    ],
)
def test_a_key_span_covers_the_key(document: Read, text: str, path: KeyPath, written: str) -> None:
    read = document(text)
    assert under(read, read.key_location(path)) == written


def test_a_list_item_has_no_key_so_its_value_stands_for_it(document: Read) -> None:
    read = document("a: [b, c]")
    assert read.entry(("a", 1)).key is None
    assert under(read, read.key_location(("a", 1))) == "c"


def test_a_path_that_is_not_there_leads_to_its_nearest_ancestor(document: Read) -> None:
    read = document("a: {b: [1]}")
    assert read.entry(("a", "b", 7, "x")) == read.entry(("a", "b"))
    assert read.entry(("z",)) == read.entry(())


def test_an_alias_repeats_the_value_and_points_at_the_anchor(document: Read) -> None:
    read = document("a: &x [b]\nc: *x")
    assert read.data["c"] == ["b"]
    assert read.value_location(("c", 0)) == read.value_location(("a", 0))
    assert under(read, read.key_location(("c",))) == "c"


def test_a_collection_that_ends_in_an_alias_ends_there(document: Read) -> None:
    read = document("a: &x b\nc:\n  - *x\nd: 1")
    assert under(read, read.value_location(("c",))) == "- *x"


def test_a_later_anchor_of_the_same_name_wins(document: Read) -> None:
    assert document("a: &x 1\nb: &x two\nc: *x").data["c"] == "two"


def test_merged_keys_give_way_to_local_ones(document: Read) -> None:
    read = document("base: &base {a: x, b: y}\nservice:\n  b: mine\n  <<: *base")
    assert read.data["service"] == {"b": "mine", "a": "x"}
    assert read.key_location(("service", "a")) == read.key_location(("base", "a"))


def test_of_several_merged_mappings_the_first_wins(document: Read) -> None:
    assert document("m: {<<: [{a: x}, {a: y, b: z}]}").data["m"] == {"a": "x", "b": "z"}


def test_a_quoted_merge_key_is_a_key(document: Read) -> None:
    assert document("'<<': x").data == {"<<": "x"}


@pytest.mark.parametrize(
    "text",
    ["env: ab${endpoint.url}", 'env: "ab${endpoint.url}"', "env: 'ab${endpoint.url}'", "env: &x ab${endpoint.url}"],
)
def test_characters_within_a_scalar_have_an_exact_place(document: Read, text: str) -> None:
    read = document(text)
    assert under(read, read.within(("env",), 4, 16)) == "endpoint.url"


@pytest.mark.parametrize(
    ("text", "whole"), [('a: "x\\ty"', '"x\\ty"'), ("a: 'it''s'", "'it''s'"), ("a: x\n  y", "x\n  y")]
)
def test_escapes_and_folding_fall_back_to_the_whole_value(document: Read, text: str, whole: str) -> None:
    read = document(text)
    assert under(read, read.within(("a",), 0, 1)) == whole


@pytest.mark.parametrize(
    "text",
    [
        "a: |-\n  one\n\n    two x\n",
        "a: | # why\n  one\n\n    two x\nb: 1\n",
        "a: |2+\r\n  one\r\n \r\n    two x\r\n\r\nb: 1\r\n",
        "a: &anchor |\n one\n\n   two x",
    ],
)
def test_characters_within_a_literal_block_have_an_exact_place(document: Read, text: str) -> None:
    read = document(text)
    value = read.value(("a",))
    assert isinstance(value, str)
    assert value.rstrip() == "one\n\n  two x"
    for part in ("one", "two", "x", "two x"):
        start = value.index(part)
        assert under(read, read.within(("a",), start, start + len(part))) == part
    assert under(read, read.within(("a",), 1, 99)).split() == ["ne", "two", "x"]
    assert under(read, read.within(("a",), 5, 5)) == ""


@pytest.mark.parametrize("block", [">-\n  x\n  y", "|\n  \n"])
def test_other_blocks_fall_back_to_the_whole_value(document: Read, block: str) -> None:
    read = document(f"a: {block}")
    assert under(read, read.within(("a",), 0, 1)).startswith(block[0])


def test_places_within_a_scalar_never_leave_it(document: Read) -> None:
    read = document("a: 17 # x")
    assert under(read, read.within(("a",), 1, 99)) == "7"
    assert under(read, read.within(("a", "b"), 0, 1)) == "17"


def test_without_the_c_library_the_result_is_the_same(document: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a: &x [1, {b: 'c'}]\nd: |\n  e\n\nf:\n- *x\n- g: !!str 1\n"
    fast = document(text)
    monkeypatch.setattr(compose, "_Parser", yaml.BaseLoader)
    slow = document(text)
    assert slow.data == fast.data
    paths = [(), ("a",), ("a", 0), ("a", 1), ("a", 1, "b"), ("d",), ("f",), ("f", 0), ("f", 1), ("f", 1, "g")]
    assert [slow.entry(path) for path in paths] == [fast.entry(path) for path in paths]
