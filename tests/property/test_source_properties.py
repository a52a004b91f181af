"""What holds for every input of the source layer."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from previewctl.source.document import Data, KeyPath, Plain, SourceDocument, load, parse
from previewctl.source.read import SourceText

if TYPE_CHECKING:
    from previewctl.diagnostics.model import Diagnostic, Location

FRAGMENTS = [
    "a",
    "b: ",
    "- ",
    "? ",
    ": ",
    "{",
    "}",
    "[",
    "]",
    ",",
    "'",
    '"',
    "&a ",
    "*a",
    "<<: ",
    "!",
    "|",
    ">",
    "#",
    "%",
]
FRAGMENTS += [
    "\n",
    "\r\n",
    "\r",
    "  ",
    "\t",
    "---",
    "...",
    "@",
    "`",
    "\\",
    "${x}",
    "1.0",
    "null",
    "é",
    "😀",
    "\0",
    "\ufeff",
    "\u2028",
]
yaml_like = st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join)

# JSON's texts without what YAML does not allow: control characters, and escapes of half characters.
texts = st.text(
    st.characters(
        min_codepoint=0x20, max_codepoint=0xD7FF, exclude_characters="\x7f\u2028\u2029", exclude_categories=["Cc"]
    )
)
keys = st.text("abcdefgh -:#'\"{}[],*&é", min_size=1, max_size=8)
scalars = (
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.floats(allow_nan=False, allow_infinity=False) | texts
)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4), max_leaves=20
)
mappings = st.dictionaries(keys, values, max_size=5)


def locations(found: Diagnostic) -> list[Location]:
    return [found.location, *(related.location for related in found.related)]


def assert_inside(text: str, found: Diagnostic) -> None:
    """The span lies in the text, and its line and column say the same as its offset."""
    for location in locations(found):
        span = location.span
        assert 0 <= span.start.offset <= span.end.offset <= len(text)
        for position in (span.start, span.end):
            before = text[: position.offset].replace("\r\n", "\n")
            lines = before.replace("\r", "\n").split("\n")
            assert position.line == len(lines) or text[position.offset - 1 : position.offset + 1] == "\r\n"


def plain(value: Data) -> Any:
    """The data as JSON has it."""
    if isinstance(value, Plain):
        return value.value
    if isinstance(value, list):
        return [plain(item) for item in value]
    return {key: plain(item) for key, item in value.items()} if isinstance(value, dict) else value


def leaves(value: Any, path: KeyPath = ()) -> list[tuple[KeyPath, Any]]:
    if isinstance(value, dict):
        return [leaf for key, item in value.items() for leaf in leaves(item, (*path, key))]
    if isinstance(value, list):
        return [leaf for position, item in enumerate(value) for leaf in leaves(item, (*path, position))]
    return [(path, value)]


def read(text: str) -> SourceDocument:
    result = parse(SourceText("f", text))
    assert isinstance(result, SourceDocument), (text, result)
    return result


@given(st.text() | yaml_like)
def test_any_text_gives_a_document_or_diagnostics_inside_it(text: str) -> None:
    result = parse(SourceText("f", text))
    if isinstance(result, SourceDocument):
        assert result.entry(()).value.end.offset <= len(text)
        return
    assert result
    for found in result:
        assert_inside(text, found)
        assert found.help


@given(st.binary() | yaml_like.map(str.encode) | yaml_like.map(lambda text: text.encode("utf-16")))
def test_any_bytes_give_a_document_or_diagnostics(data: bytes) -> None:
    result = load("-", io.BytesIO(data))
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    for found in result if isinstance(result, list) else []:
        assert_inside(text, found)


@given(mappings, st.sampled_from([None, 2]))
def test_json_is_read_as_the_same_data(data: dict[str, Any], indent: int | None) -> None:
    document = read(json.dumps(data, ensure_ascii=False, indent=indent))
    assert plain(document.data) == data


@given(mappings, st.sampled_from([None, 2]))
def test_a_scalars_span_covers_exactly_its_text(data: dict[str, Any], indent: int | None) -> None:
    text = json.dumps(data, ensure_ascii=False, indent=indent)
    document = read(text)
    for path, value in leaves(data):
        if not path or isinstance(value, dict | list):
            continue
        span = document.value_location(path).span
        assert text[span.start.offset : span.end.offset] == json.dumps(value, ensure_ascii=False)


@given(yaml_like.map(lambda text: text.replace("\r", "")))
def test_crlf_gives_the_same_as_lf(text: str) -> None:
    one, other = parse(SourceText("f", text)), parse(SourceText("f", text.replace("\n", "\r\n")))
    if isinstance(one, SourceDocument):
        assert isinstance(other, SourceDocument)
        assert one.data == other.data
        return
    assert isinstance(other, list)
    assert [found.code for found in one] == [found.code for found in other]
