"""Which findings a comment silences, what is said about one that silences nothing, and how it is mended."""

from __future__ import annotations

import time

import pytest

from previewctl.diagnostics.catalogue import (
    BY_NAME,
    CODES,
    MUTABLE_IMAGE,
    OVERRIDE_LEFT,
    RULE_CRASHED,
    SECRET_BY_NAME,
    UNKNOWN_KEY,
    UNPROVIDED_VARIABLE,
)
from previewctl.diagnostics.model import FILE_START, Diagnostic, Location, Severity
from previewctl.fixing import apply_fixes
from previewctl.rules.ignores import without_ignored
from previewctl.source.document import SourceDocument, parse
from previewctl.source.read import SourceText

PROTECTS = "it protects the platform, or nothing works without it"
META = "it is about comments such as this one"
RAN = [code.code for code in CODES]


def read(text: str) -> SourceDocument:
    """A text that is a document."""
    document = parse(SourceText("preview.yaml", text))
    assert isinstance(document, SourceDocument)
    return document


def finding(document: SourceDocument, key: str, code: str = "PV407") -> Diagnostic:
    """A finding under a key at the top, or about the whole file."""
    where = document.key_location((key,)) if key else Location(document.path, FILE_START)
    return BY_NAME[code].at(where, "found")


def left(text: str, *keys: str) -> list[str]:
    """The codes that are left of a PV407 under each of the keys."""
    document = read(text)
    return [item.code for item in without_ignored([finding(document, key) for key in keys], document, RAN)]


def said(text: str, *keys: str) -> list[str]:
    """What is said about the comments: code, message and help."""
    document = read(text)
    found = without_ignored([finding(document, key) for key in keys], document, RAN)
    return [f"{item.code} {item.message} | {item.help}" for item in found if item.code != "PV407"]


def fixed(text: str, *, unsafe: bool = False) -> str:
    """The text after the fixes of all findings about its comments, over and over until none is left."""
    for _ in range(5):
        result = apply_fixes(text, without_ignored([], read(text), RAN), unsafe=unsafe)
        if not result.fixes:
            break
        text = result.text
    return text


@pytest.mark.parametrize(
    "text",
    [
        "a: 1 # previewctl: ignore[PV407]\n",
        "a: 1 # previewctl: ignore[secret-by-name] why\r\nb: 2\r\n",
        "a: 1 # previewctl: ignore[PV407, secret-by-name]\n",
        "b: 2\n# previewctl: ignore[PV407]\n\n# why\na: 1\n",
        "# previewctl: ignore[PV407]\n---\na: 1\n",
        "{b: 2, # other\n  # previewctl: ignore[PV407]\n  a: 1}\n",
        "{b: 2,\n  a: 1 # previewctl: ignore[PV407]\n}\n",
        "a: | # previewctl: ignore[PV407]\n  text\n",
        "# previewctl: ignore[PV407]\na: 1 # previewctl: ignore[PV407]\n",
    ],
)
def test_a_comment_silences_the_finding_on_its_line(text: str) -> None:
    assert left(text, "a") == []


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\nb: 2 # previewctl: ignore[PV407]\n",
        "a: 1\n# previewctl: ignore[PV407]\n",
        "# previewctl: ignore[PV407]\nb: 2\na: 1\n",
        "a: 1 # previewctl: ignore[PV414]\n",
    ],
)
def test_a_comment_elsewhere_or_of_another_code_silences_nothing(text: str) -> None:
    assert left(text, "a") == ["PV407", "PV018"]


def test_two_findings_on_one_line_are_silenced_by_one_comment() -> None:
    assert left("{a: 1, b: 2} # previewctl: ignore[PV407]\n", "a", "b") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# previewctl: ignore[PV407]\na: 1\n", []),
        ("# orders\n\n  # previewctl: ignore[PV407]\na: 1\n", []),
        ("# previewctl: ignore[PV407]\n---\na: 1\n", []),
        ("a: 1 # previewctl: ignore[PV407]\n", ["PV407", "PV018"]),
        ("a: 1\n# previewctl: ignore[PV407]\nb: 2\n", ["PV407", "PV018"]),
    ],
)
def test_a_finding_about_the_file_is_silenced_above_the_first_key(text: str, expected: list[str]) -> None:
    assert left(text, "") == expected


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("ignore[PV999]", "there is no code `PV999` | `previewctl rules` lists all codes"),
        ("ignore[pv407]", "there is no code `pv407` | did you mean `PV407`?"),
        ("ignore[PV-407]", "there is no code `PV-407` | did you mean `PV407`?"),
        ("ignore[mutable-imgae]", "there is no code `mutable-imgae` | did you mean `mutable-image`?"),
        ("ignore[mutable_image]", "there is no code `mutable_image` | did you mean `mutable-image`?"),
        ("ignore[all]", "there is no code `all` | `previewctl rules` lists all codes"),
        (
            "ignore[PV402]",
            f"`PV402` cannot be ignored here: {PROTECTS} | remove it, and mend the finding",
        ),
        (
            "ignore[unused-ignore]",
            f"`unused-ignore` cannot be ignored here: {META} | remove it, and mend the comment that it was meant for",
        ),
        ("ignore", "this comment names no code to ignore | name it: `# previewctl: ignore[PV209] reason`"),
        ("ignore[]", "this comment names no code to ignore | name it: `# previewctl: ignore[PV209] reason`"),
        ("ignore[PV407", "the bracket of this comment is not closed | write `]` behind the codes"),
        ("ignore PV407 why", "the code `PV407` of this comment stands in no brackets | write `ignore[PV407]`"),
        (
            "ignroe[PV407]",
            "there is no comment `previewctl: ignroe` | write `# previewctl: ignore[PV209] reason`",
        ),
        ("", "there is no comment `previewctl: ` | write `# previewctl: ignore[PV209] reason`"),
    ],
)
def test_a_comment_that_can_silence_nothing_is_said_to_be_wrong(comment: str, expected: str) -> None:
    text = f"a: 1 # previewctl: {comment}\n"
    assert said(text, "a") == [f"PV017 {expected}"]
    assert "PV407" in left(text, "a")


def test_a_forgotten_colon_is_said_to_be_wrong() -> None:
    message = "this comment lacks the `:` after `previewctl` | write `# previewctl: ignore[…]`"
    assert said("a: 1 # previewctl ignore[PV407]\n", "a") == [f"PV017 {message}"]


def test_the_other_names_of_a_comment_with_a_wrong_one_count() -> None:
    assert left("a: 1 # previewctl: ignore[PV999, PV407, PV402]\n", "a") == ["PV017", "PV017"]


def test_a_comment_about_a_rule_that_did_not_run_may_be_of_use() -> None:
    document = read("a: 1 # previewctl: ignore[PV407, PV414]\n")
    found = without_ignored([], document, [MUTABLE_IMAGE.code])
    assert [item.message for item in found] == ["there is no finding `PV414` on the line of this comment"]


@pytest.mark.parametrize("code", ["PV209", "PV210", "PV217", "PV222"])
def test_a_comment_about_what_another_run_may_find_may_be_of_use(code: str) -> None:
    assert left(f"a: 1 # previewctl: ignore[{code}]\n") == []


def about(document: SourceDocument, *subjects: str) -> list[str]:
    """What is left of findings about these subjects, and what is said about the comments."""
    where = document.key_location(("a",))
    found = [UNPROVIDED_VARIABLE.at(where, f"`{name}` is missing", subject=name) for name in subjects]
    return [item.subject or item.message for item in without_ignored(found, document, RAN)]


@pytest.mark.parametrize(
    ("reason", "kept"),
    [
        ("B comes from the image", ["AB", "B_C"]),
        ("B, `B_C`: image", ["AB"]),
        ("AB/B/B_C", []),
        ("they come from the image", ["B", "AB", "B_C", "this comment does not say which finding `PV222` it is about"]),
        ("", ["B", "AB", "B_C", "this comment does not say which finding `PV222` it is about"]),
    ],
)
def test_a_comment_silences_those_of_several_findings_at_one_place_that_it_names(reason: str, kept: list[str]) -> None:
    document = read(f"a: 1 # previewctl: ignore[PV222] {reason}\n")
    assert about(document, "B", "AB", "B_C") == kept


def test_what_the_circumstances_make_an_error_stays() -> None:
    document = read("a: 1 # previewctl: ignore[PV217] please\n")
    where = document.key_location(("a",))
    assert without_ignored([OVERRIDE_LEFT.at(where, "left")], document, RAN) == []
    left = without_ignored([OVERRIDE_LEFT.at(where, "left", severity=Severity.ERROR)], document, RAN)
    assert [item.code for item in left] == ["PV217", "PV017"]


@pytest.mark.parametrize("code", [UNKNOWN_KEY, RULE_CRASHED])
def test_what_cannot_be_ignored_stays(code: object) -> None:
    name = str(getattr(code, "code", ""))
    document = read(f"a: 1 # previewctl: ignore[{name}]\n")
    assert [item.code for item in without_ignored([finding(document, "a", name)], document, RAN)] == [name, "PV017"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1  # previewctl: ignore[PV407] why \r\nb: 2\r\n", "a: 1\r\nb: 2\r\n"),
        ("a: 1 # previewctl: ignore[PV407]", "a: 1"),
        ("a: 1\n  # previewctl: ignore[PV407]\nb: 2\n", "a: 1\nb: 2\n"),
        ("a: 1\r\n# previewctl: ignore[PV407]  \r\n\r\nb: 2\r\n", "a: 1\r\n\r\nb: 2\r\n"),
        ("a: 1\r# previewctl: ignore[PV407]\rb: 2\r", "a: 1\rb: 2\r"),
        ("# previewctl: ignore[PV407]\na: 1\n", "a: 1\n"),
        ("a: 1\n# previewctl: ignore[PV407]", "a: 1\n"),
        ("a: 1 # previewctl: ignore[PV407] why  # noqa\n", "a: 1  # noqa\n"),
        ("a: 1\n  # previewctl: ignore[PV407] why # orders\nb: 2\n", "a: 1\n  # orders\nb: 2\n"),
        ("a: 1\n# orders # previewctl: ignore[PV407]\nb: 2\n", "a: 1\n# orders\nb: 2\n"),
        ("a: 1 # previewctl: ignore[PV407, PV409]\n", "a: 1\n"),
        ("a: 1 # previewctl: ignore[PV407, PV409 ,PV414] why\n", "a: 1\n"),
        ("{a: 1, # previewctl: ignore[PV407]\n b: 2}\n", "{a: 1,\n b: 2}\n"),
        ("a: | # previewctl: ignore[PV407]\n  text\n", "a: |\n  text\n"),
        ("a: 1 # previewctl: ignore[PV407] # previewctl: ignore[PV409]\nb: 2\n", "a: 1\nb: 2\n"),
    ],
)
def test_an_unused_comment_is_removed_and_every_other_byte_stays(text: str, expected: str) -> None:
    assert fixed(text) == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("PV407, PV414", "PV407"),
        ("PV414, PV407", "PV407"),
        ("PV409,PV407 , PV414", "PV407"),
        ("PV407, PV409, PV414", "PV407"),
        (" secret-by-name, PV414 ", " secret-by-name "),
    ],
)
def test_an_unused_name_is_removed_with_its_comma(names: str, expected: str) -> None:
    text = f"a: 1  # previewctl: ignore[{names}] why\n"
    for _ in range(3):
        document = read(text)
        found = without_ignored([finding(document, "a", SECRET_BY_NAME.code)], document, RAN)
        text = apply_fixes(text, found, unsafe=False).text
    assert text == f"a: 1  # previewctl: ignore[{expected}] why\n"


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("previewctl: ignore[pv209]", " # previewctl: ignore[PV209]"),
        ("previewctl: ignore[unresolved-traget] why", " # previewctl: ignore[unresolved-target] why"),
        ("previewctl: ignroe[PV209]", " # previewctl: ignore[PV209]"),
        ("previewctl: ignore PV209 why", " # previewctl: ignore[PV209] why"),
        ("previewctl: ignore: PV209, why", " # previewctl: ignore[PV209], why"),
        ("previewctl: ignore=unresolved-target", " # previewctl: ignore[unresolved-target]"),
        ("previewctl ignore[PV209]", " # previewctl: ignore[PV209]"),
        ("previewctl: ignore[PV402, PV209]", " # previewctl: ignore[PV209]"),
        ("previewctl: ignore[PV402]", ""),
        ("previewctl: ignore[PV999]", " # previewctl: ignore[PV999]"),
    ],
)
def test_what_is_meant_is_written_on_request_only(comment: str, expected: str) -> None:
    text = f"a: 1 # {comment}\n"
    assert fixed(text) == text
    assert fixed(text, unsafe=True) == f"a: 1{expected}\n"


def test_no_more_than_fifty_findings_are_about_comments() -> None:
    text = "a: 1\n" + "# previewctl: ignore[mutable-imgae]\n" * 20_000
    document = read(text)
    start = time.process_time()
    assert len(without_ignored([finding(document, "a")], document, RAN)) == 51
    assert time.process_time() - start < 5
