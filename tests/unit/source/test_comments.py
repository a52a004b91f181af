"""Comments that speak to previewctl: where they are seen, what they name, and which line they are about."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from previewctl.source.comments import comments

if TYPE_CHECKING:
    from previewctl.source.comments import Comment
    from previewctl.source.document import SourceDocument

Read = Callable[[str], "SourceDocument"]

IGNORE = "# previewctl: ignore[PV407]"


def only(document: SourceDocument) -> Comment:
    """The one comment of a file."""
    (comment,) = comments(document)
    return comment


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"a: 1 {IGNORE}\nb: 2\n", 1),
        (f"a: 1\nb: 2 {IGNORE} reason", 2),
        (f"a: 1\n{IGNORE}\nb: 2\n", 3),
        (f"a: 1\n  {IGNORE}\n\n  # why\n \nb: 2\n", 6),
        (f"a:\n  {IGNORE}\n  b: 2\n", 3),
        (f"a: {IGNORE}\n  b: 2\n", 1),
        (f"a: [1, {IGNORE}\n  2]\n", 1),
        (f"a: [1,\n  {IGNORE}\n  2]\n", 3),
        (f"a: {{b: 1,\n{IGNORE}\n  c: 2}}\n", 3),
        (f"a: 1\n# see the wiki {IGNORE}\nb: 2\n", 3),
        (f"a: 1\n{IGNORE}\n", 4),
        (f"{IGNORE}\n\n# orders\na: 1\n", 4),
        (f"{IGNORE}\n---\na: 1\n", 3),
        (f"--- {IGNORE}\na: 1\n", 2),
        (f"{IGNORE}\n{{a: 1}}\n", 2),
    ],
)
def test_a_comment_is_about_its_line_or_the_next_one_with_content(document: Read, text: str, line: int) -> None:
    assert only(document(text)).line == line


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_line_break_ends_a_comment_and_may_stand_before_one(document: Read, newline: str) -> None:
    text = f"a: 1\n{IGNORE} why\n# more\n\nb: 2 {IGNORE}\n".replace("\n", newline)
    found = comments(document(text))
    assert [(item.line, item.reason, item.on_top) for item in found] == [(5, "why", False), (5, "", False)]


@pytest.mark.parametrize(
    ("text", "on_top"),
    [
        (f"{IGNORE}\na: 1\n", True),
        (f"# orders\n\n   {IGNORE}\n\na: 1\n", True),
        (f"%YAML 1.2\n{IGNORE}\n---\na: 1\n", True),
        (f"a: 1 {IGNORE}\n", False),
        (f"a: 1\n{IGNORE}\nb: 1\n", False),
    ],
)
def test_a_comment_above_everything_is_known_as_such(document: Read, text: str, on_top: bool) -> None:
    assert only(document(text)).on_top is on_top


@pytest.mark.parametrize(
    ("comment", "names", "reason"),
    [
        ("# previewctl: ignore[PV407]", ("PV407",), ""),
        ("#previewctl:ignore[PV407]a reason", ("PV407",), "a reason"),
        ("##  Previewctl:  ignore  [ PV407 ,secret-by-name, ]  a reason  ", ("PV407", "secret-by-name"), "a reason"),
        ("# previewctl: ignore[PV407 PV409] why", ("PV407", "PV409"), "why"),
        ("# previewctl: ignore[]", (), ""),
        ("# previewctl: ignore[PV407] see #12, then # 13", ("PV407",), "see #12, then"),
        ("# previewctl: ignore[PV407] C# and a#b  # noqa: S105", ("PV407",), "C# and a#b"),
        ("# previewctl: ignore[PV407]  #gitleaks:allow", ("PV407",), ""),
    ],
)
def test_a_comment_has_names_and_a_reason(document: Read, comment: str, names: tuple[str, ...], reason: str) -> None:
    found = only(document(f"a: 1 {comment}\n"))
    assert (found.order.name, found.has_colon, found.reason) == ("ignore", True, reason)
    assert tuple(item.name for item in found.names or ()) == names


def test_every_name_has_its_place(document: Read) -> None:
    text = "a: 1\r\nb: 2 # previewctl: ignore[PV407,  secret-by-name] why \r\n"
    read = document(text)
    found = only(read)
    spans = [found.span, found.order.span, *(item.span for item in found.names or ())]
    assert [text[span.start.offset : span.end.offset] for span in spans] == [
        "# previewctl: ignore[PV407,  secret-by-name] why",
        "ignore",
        "PV407",
        "secret-by-name",
    ]
    assert [(span.start.line, span.start.column) for span in spans] == [(2, 6), (2, 20), (2, 27), (2, 35)]


@pytest.mark.parametrize(
    ("comment", "order", "names"),
    [
        ("# previewctl: ignroe[PV407]", "ignroe", 1),
        ("# previewctl: disable=PV407", "disable", None),
        ("# previewctl:", "", None),
        ("# previewctl: ignore PV407", "ignore", None),
        ("# previewctl: ignore[PV407", "ignore", None),
        ("# previewctl: ignore[PV407 # why]", "ignore", None),
    ],
)
def test_a_comment_of_another_form_is_read_as_far_as_it_goes(
    document: Read, comment: str, order: str, names: int | None
) -> None:
    found = only(document(f"a: 1 {comment}\n"))
    assert (found.order.name, None if found.names is None else len(found.names)) == (order, names)


def test_a_forgotten_colon_is_noticed(document: Read) -> None:
    assert not only(document("a: 1 # previewctl ignore[PV407]\n")).has_colon


def test_two_comments_may_share_a_line(document: Read) -> None:
    found = comments(document("a: 1 # previewctl: ignore[PV407] one # previewctl: ignore[PV409] two\n"))
    assert [(item.reason, [name.name for name in item.names or ()]) for item in found] == [
        ("one", ["PV407"]),
        ("two", ["PV409"]),
    ]


@pytest.mark.parametrize(
    "text",
    [
        f'a: "1 {IGNORE}"\n',
        f"a: '1 {IGNORE}'\n",
        f'"a {IGNORE}": 1\n',
        f"a: |\n  {IGNORE}\n  b\n",
        f"a: >-\n  text\n   {IGNORE}\n",
        f"a: |2 # a comment\n   {IGNORE}\n",
        f"a:\n- |\n {IGNORE}\n- b\n",
        f'a: "one\n  {IGNORE}\n  two"\n',
        f"a: {{b: '{IGNORE}'}}\n",
        f"a: &x '{IGNORE}'\nb: *x\n",
        "a: b#previewctl:ignore[PV407]\n",
        "a: 1 # previewctl reads this\n",
        "a: 1 # previewctl ignores this\n",
        "a: 1 # see previewctl: ignore[PV407]\n",
        "a: 1 # https://previewctl.dev/v1\n",
    ],
)
def test_what_is_no_comment_to_previewctl_is_left_alone(document: Read, text: str) -> None:
    assert comments(document(text)) == ()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"a: | {IGNORE}\n  text\n", 1),
        (f"a: &x |- {IGNORE}\n  text # previewctl: not a comment\nb: *x\n", 1),
        (f"a: >+  {IGNORE}\n", 1),
        (f"a: |\n  text\n{IGNORE}\nb: 1\n", 4),
        (f"a:\n  b: |\n    text\n  {IGNORE}\n  c: 1\n", 5),
        (f"a: 'x' {IGNORE}\n", 1),
        (f'a: "one\n  two" {IGNORE}\n', 2),
        (f"x: &x 1\na: *x {IGNORE}\n", 2),
        (f"a: {IGNORE}\nb: 1\n", 1),
        (f"a: ~ {IGNORE}\n", 1),
    ],
)
def test_a_comment_beside_a_text_is_one(document: Read, text: str, line: int) -> None:
    assert only(document(text)).line == line


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\n" + f"{IGNORE}\n" * 20_000,
        "a: 1\n" + "".join(f"k{number}: x {IGNORE}\n" for number in range(15_000)),
        "a: 1 " + "# previewctl: ignore[" * 40_000,
        "a: 1 # previewctl: ignore[PV407]" + " " * 900_000,
        "a: 1 # previewctl:" + " " * 450_000 + "x" + " " * 450_000,
        "a: 1 " + "# " * 450_000 + IGNORE,
        "a: 1 " + "#" * 900_000 + IGNORE,
    ],
    ids=["alone", "trailing", "open brackets", "blanks", "blanks before", "marks", "one long mark"],
)
def test_a_file_of_comments_takes_linear_time(document: Read, text: str) -> None:
    read = document(text)
    start = time.process_time()
    comments(read)
    assert time.process_time() - start < 5
