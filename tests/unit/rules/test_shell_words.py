"""How a shell's text falls into commands and words, with `sh` itself as the judge where it is there."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from previewctl.rules.shell_words import parsed


def words(text: str) -> list[list[str]]:
    script = parsed(text)
    assert script is not None
    return [[word.text for word in command.words] for command in script.commands]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a b; c && d || e | f & g\nh", [["a", "b"], ["c"], ["d"], ["e"], ["f"], ["g"], ["h"]]),
        ("a 'b c' \"d e\" f\\ g", [["a", "b c", "d e", "f g"]]),
        ("a \\\n  b", [["a", "b"]]),
        ("a # b; c\nd#e", [["a"], ["d#e"]]),
        ("# it's\na", [["a"]]),
        ('a "$(b; c)" $(d "e") `f;g` ${h:-i j}', [["a", "$(b; c)", '$(d "e")', "`f;g`", "${h:-i j}"]]),
        ("a > b 2>&1 c &> d 3< e >>f g", [["a", "c", "g"]]),
        ("a 22 >b", [["a", "22"]]),
        ("if a; then b; else c; fi; ! d; { e; }", [["a"], ["b"], ["c"], ["d"], ["e"]]),
        ("a '' b", [["a", "", "b"]]),
        ("(a; b)", [["a"], ["b"]]),
        ("", []),
    ],
)
def test_the_commands_of_a_text(text: str, expected: list[list[str]]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize("text", ["a 'b", 'a "b', "a $(b", "a `b", "a \\", "cat << END\nx\nEND", "x" * 10_001])
def test_a_text_that_nobody_can_tell_the_commands_of(text: str) -> None:
    assert parsed(text) is None


@pytest.mark.parametrize(
    ("text", "in_a_row"),
    [
        ("a; b && c", True),
        ("if a; then b; fi", False),
        ("case a in b) c;; esac", False),
        ("for a in b; do c; done", False),
    ],
)
def test_commands_in_branches_need_not_run(text: str, in_a_row: bool) -> None:
    script = parsed(text)
    assert script is not None
    assert script.in_a_row is in_a_row


def test_what_runs_aside() -> None:
    script = parsed("a & b | c && d; e")
    assert script is not None
    assert [command.aside for command in script.commands] == [True, True, False, False, False]


@given(st.text(alphabet="ab '\"\\$`(){}<>&|;#\n\t=-2", max_size=30))
def test_the_place_of_a_word_is_where_it_stands(text: str) -> None:
    script = parsed(text)
    for command in script.commands if script else ():
        for word in command.words:
            if word.start is not None:
                assert text[word.start : word.start + len(word.text)] == word.text


@pytest.mark.skipif(shutil.which("sh") is None, reason="there is no sh")
@pytest.mark.parametrize(
    "text", ["'b c' \"d\\\"e\" f\\g '' a#b 'it'\"'\"'s' x\\\ny", "-b '0.0.0.0:8000' \"--x=a b\" c=d"]
)
def test_the_words_are_those_of_a_real_shell(text: str) -> None:
    shown = subprocess.run(["sh", "-c", f"printf '%s\\0' {text}"], capture_output=True, text=True, check=True)
    assert words(f"printf {text}")[0][1:] == shown.stdout.split("\0")[:-1]
