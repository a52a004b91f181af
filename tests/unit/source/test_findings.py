"""Every mistake has its code, and its span covers the offending text."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from previewctl.diagnostics.model import Diagnostic

Problems = Callable[[str], list[Diagnostic]]

# text, code, the text under the carets, a part of the message
MISTAKES = [
    ("a: b: c", "PV005", ":", "second `:`"),
    ("a: 1\n  b: 2\n", "PV005", ":", "found a key where the value above goes on"),
    ("key:value\nother: x\n", "PV005", "key:value", "no space after the `:` of `key`"),
    ("a: 1\nfoo\nb: 2\n", "PV005", "foo", "expected `:` after the key `foo`"),
    ("a: 1\nfoo:bar\nb: 2\n", "PV005", "foo:bar", "no space after the `:` of `foo`"),
    ("a: [1, 2\nb: 3\n", "PV005", "[", "not closed: expected `,` or `]` before line 2"),
    ("a: [1, 2", "PV005", "[", "before the end of the file"),
    ("a: {x: 1", "PV005", "{", "expected `,` or `}`"),
    ("a: [b c] d\n", "PV005", "d", "after `]`"),
    ("a: ['b' c]", "PV005", "c", "expected `,` or `]`, found `c`"),
    ("a: ]", "PV005", "]", "found `]` without `[`"),
    ("a: , b", "PV005", ",", "expected a value, found `,`"),
    ('a: "abc\nb: 1\n', "PV005", '"', "never closed"),
    ("a: 'it's'", "PV005", "s'", "after `'`, found `s'`"),
    ('a: "C:\\dir"', "PV005", '\\dir"', "unknown escape"),
    ('a: "\\xZZ"', "PV005", 'ZZ"', "hexadecimal"),
    ("a: @scope/x", "PV005", "@", "cannot start with `@`"),
    ("a: `x`", "PV005", "`", "backtick"),
    ("a: *.example.com", "PV005", "*", "cannot start with `*`"),
    ("a: {x: ${foo.bar}}", "PV005", "${foo.bar}", "needs quotes inside brackets"),
    ("a: |x\n b", "PV005", "x", "end of the line after `|`"),
    ("- a\nb: 1\n", "PV005", "b", "another item of this list"),
    ("a:\n   b: 1\n  c: 2\n", "PV005", "c", "expected a key of this mapping"),
    ("a: - b\n", "PV005", "-", "list item where no list can start"),
    ("%FOO x\n---\na: 1", "PV005", "%FOO", "unknown `%` line"),
    ("%YAML 1.2\na: 1", "PV005", "a", "expected `---`"),
    ("{a: 1}\nb: 2", "PV005", "b", "after the end of the document"),
    ("a:\n\tb: 1\n", "PV006", "\t", "tab"),
    ("a: 1\n\tb: 2\n", "PV006", "\t", "tab"),
    ("a:\n  - x\n \t- y\n", "PV006", "\t", "tab"),
    ("a: |\n\tb\n", "PV006", "\t", "tab"),
    ("a: 1\na: 2", "PV007", "a", "`a` stands twice"),
    ("x: {'a': 1, a: 2}", "PV007", "a", "`a` stands twice"),
    ("<<: {a: 1}\n<<: {b: 1}", "PV007", "<<", "`<<` stands twice"),
    ("a: 1\n---\nb: 2", "PV008", "---", "second document"),
    ("a: 1\n...\nb: 2", "PV008", "b", "after the end of the document"),
    ("", "PV009", "", "holds nothing,"),
    ("---\n", "PV009", "", "holds nothing,"),
    ("# x\n\n", "PV009", "", "nothing but comments"),
    ("- a\n- b\n", "PV010", "- a", "is a list"),
    ("just text\n", "PV010", "just text", "is a single value"),
    ("null\n", "PV010", "null", "is a single value"),
    ("a: *x", "PV011", "*x", "`*x` names an anchor that is not defined above"),
    ("a: " + "[" * 50, "PV012", "[", "levels of nesting"),
    ("a: &a [*a]", "PV013", "*a", "inside the very value"),
    ("a: &a {b: *a}", "PV013", "*a", "inside the very value"),
    ("a: !!int 3", "PV014", "!!int", "`!!int`"),
    ("a: &x !foo {b: 1}", "PV014", "!foo", "`!foo`"),
    ("a: ! x", "PV014", "!", "`!`"),
    ("%TAG ! x\n---\na: 1", "PV014", "%TAG ! x", "%TAG"),
    ("~: 1", "PV015", "~", "null as a key"),
    ("? [a]\n: 1", "PV015", "[a]", "a list as a key"),
    ("a: {{ x }}", "PV015", "{ x }", "a mapping as a key"),
    ("a: &x b\n*x : 1", "PV015", "*x", "an alias as a key"),
    ("a: &x 1\n<<: *x", "PV016", "<<", "merges mappings"),
]


@pytest.mark.parametrize(("text", "code", "written", "message"), MISTAKES)
def test_a_mistake(problems: Problems, text: str, code: str, written: str, message: str) -> None:
    (found,) = problems(text)
    span = found.location.span
    assert (found.code, text[span.start.offset : span.end.offset]) == (code, written)
    assert message in found.message


@pytest.mark.parametrize(("text", "_code", "_written", "_message"), MISTAKES)
def test_every_message_is_one_line_with_a_solution(
    problems: Problems, text: str, _code: str, _written: str, _message: str
) -> None:
    for found in problems(text):
        assert "\n" not in found.message
        assert not found.message.endswith(".")
        assert found.help


@pytest.mark.parametrize(
    ("text", "position", "name"),
    [
        ("a: 1\nb: x\x00y", (2, 5), "NUL (U+0000)"),
        ("é: \x1b[0m", (1, 4), "U+001B"),
        ("a: x\u2028", (1, 5), "U+2028"),
        ("a: \ufeff", (1, 4), "byte order mark"),
        ("a: \udc80", (1, 4), "surrogate"),
        ("a: \x7f", (1, 4), "U+007F"),
    ],
)
def test_a_forbidden_character_is_named(problems: Problems, text: str, position: tuple[int, int], name: str) -> None:
    (found,) = problems(text)
    assert found.code == "PV004"
    assert (found.location.span.start.line, found.location.span.start.column) == position
    assert name in found.message


def test_a_duplicate_key_shows_the_first_one(problems: Problems) -> None:
    (found,) = problems("a: 1\nb: 2\na: 3\n")
    (first,) = found.related
    assert (first.location.span.start.line, first.label) == (1, "first here")


def test_an_error_inside_a_mapping_shows_where_the_mapping_starts(problems: Problems) -> None:
    (found,) = problems("x: 1\ny:\n   b: 1\n  c: 2\n")
    (start,) = found.related
    assert (start.location.span.start.offset, start.label) == (0, "the mapping starts here")


def test_all_mistakes_are_reported_in_one_go(problems: Problems) -> None:
    found = problems("a: 1\nb: !x 1\na: 2\nc: *d\n~: 1\nb: 2\n---\n")
    assert [each.code for each in found] == ["PV014", "PV007", "PV011", "PV015", "PV007", "PV008"]


def test_an_unknown_anchor_gets_a_suggestion(problems: Problems) -> None:
    (found,) = problems("base: &defaults 1\na: *default")
    assert found.help == "did you mean `*defaults`?"


def test_a_top_without_a_space_after_the_colon_gets_one(problems: Problems) -> None:
    assert "`service: orders`" in problems("service:orders\n")[0].help


def test_forty_levels_are_allowed_and_no_more(problems: Problems, document: Callable[[str], object]) -> None:
    document("a: " + "[" * 39 + "]" * 39)
    assert problems("a: " + "[" * 40 + "]" * 40)[0].code == "PV012"


def test_aliases_do_not_nest_deeper_either(problems: Problems) -> None:
    chain = "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}]\n" for i in range(1, 60))
    assert problems(chain)[0].code == "PV012"


BOMBS = {
    "billion laughs": "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
    + "".join(f"{n}: &{n} [{','.join(['*' + p] * 10)}]\n" for p, n in zip("abcdefgh", "bcdefghi", strict=True)),
    "merges": "a: &a {"
    + ",".join(f"k{i}: 1" for i in range(900))
    + "}\n"
    + "".join(f"m{i}: {{<<: *a}}\n" for i in range(99)),
    "many items": "a: [" + "x," * 500_000 + "]",
}


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_expansion_is_bounded(problems: Problems, text: str) -> None:
    assert problems(text)[0].code == "PV013"


_MIB = 1 << 20
HOSTILE = {
    "brackets": "[" * _MIB,
    "braces": "{" * _MIB,
    "dashes": "- " * (_MIB // 2),
    "questions": "? " * (_MIB // 2),
    "anchors": "".join(f"a{i}: &a{i} x\n" for i in range(9_900)),
    "unknown anchors": "".join(f"a{i}: &a{i} x\n" for i in range(5_000))
    + "".join(f"b{i}: *zz{i}\n" for i in range(900)),
    "one line": "a" * _MIB,
    "open quote": "a: '" + "x" * (_MIB - 9),
    "escapes": 'a: "' + "\\x41" * (_MIB // 4 - 9) + '"',
    "blanks": " " * _MIB,
    "newlines": "\n" * _MIB,
    "comments": "#\n" * (_MIB // 2),
    "tag directives": "".join(f"%TAG !a{i}! x\n" for i in range(40_000)),
    "properties": "a: &a " + "#\n " * (_MIB // 3 - 9),
    "digits": "a: " + "9" * (_MIB - 9),
    "documents": "---\n" * (_MIB // 4),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_text_takes_long(text: str, document: Callable[[str], object]) -> None:
    start = time.process_time()
    with suppress(AssertionError):  # refused, which is fine: only the time counts here
        document(text)
    assert time.process_time() - start < 1
