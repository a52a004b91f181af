"""How places share snippets, and what stands below them."""

from __future__ import annotations

import pytest

from previewctl.diagnostics.catalogue import CODES, DUPLICATE_KEY, UNKNOWN_KEY
from previewctl.diagnostics.model import FILE_START, Fix, Location, Position, Related, Severity, Span
from previewctl.reporters.findings.formats import FindingsFormat, View, rendered
from tests.reporters.findings.reports import report, span, view

TEXT = "a: 1\nb: 2\n\nc: 3\nd: 4\na: 5\n" + "#\n" * 100 + "e: 6\n"
SOURCES = {"a.yaml": TEXT}


def snippet(piece: str, *related: str, occurrence: int = 0) -> list[str]:
    """The lines between title and `= docs`."""
    found = DUPLICATE_KEY.at(
        Location("a.yaml", span(TEXT, piece, occurrence)),
        "wrong",
        related=tuple(Related(Location("a.yaml", span(TEXT, other)), f"about {other}") for other in related),
    )
    return rendered(report(found), FindingsFormat.FULL, view(SOURCES, summary=False)).splitlines()[1:-1]


def test_a_place_on_the_line_above_shares_the_snippet() -> None:
    assert snippet("b: 2", "a: 1") == [
        "  --> a.yaml:2:1",
        "  |",
        "1 | a: 1",
        "  | ---- about a: 1",
        "2 | b: 2",
        "  | ^^^^",
    ]


def test_one_line_between_is_shown_and_more_are_left_out() -> None:
    assert snippet("b: 2", "c: 3", "a: 5") == [
        "  --> a.yaml:2:1",
        "  |",
        "2 | b: 2",
        "  | ^^^^",
        "3 |",
        "4 | c: 3",
        "  | ---- about c: 3",
        "5 | d: 4",
        "6 | a: 5",
        "  | ---- about a: 5",
    ]
    assert snippet("d: 4", "b: 2")[4:6] == ["...", "5 | d: 4"]
    assert snippet("e: 6", "b: 2") == [
        "    --> a.yaml:107:1",
        "    |",
        "  2 | b: 2",
        "    | ---- about b: 2",
        "...",
        "107 | e: 6",
        "    | ^^^^",
    ]


def test_two_places_on_one_line() -> None:
    assert snippet("d", "4") == [
        "  --> a.yaml:5:1",
        "  |",
        "5 | d: 4",
        "  | ^",
        "  |    - about 4",
    ]


def test_two_places_that_are_far_apart_on_one_line() -> None:
    text = "first" + " " * 500 + "second"
    related = Related(Location("a.yaml", span(text, "first")), "here")
    found = DUPLICATE_KEY.at(Location("a.yaml", span(text, "second")), "wrong", related=(related,))
    lines = rendered(report(found), FindingsFormat.FULL, view({"a.yaml": text}, summary=False)).splitlines()
    assert [line.split("|")[0] for line in lines[3:7]] == ["1 ", "  ", "1 ", "  "]
    assert lines[3].index("second") == lines[4].index("^")
    assert lines[5].index("first") == lines[6].index("-")


@pytest.mark.parametrize(
    "place",
    [Span(Position(3, 1, 10), Position(3, 1, 10)), Span(Position(999, 1, 0), Position(999, 1, 0))],
    ids=["empty", "beyond"],
)
def test_a_place_without_text_is_named_with_its_label(place: Span) -> None:
    found = DUPLICATE_KEY.at(Location("a.yaml", place), "wrong", label="here")
    lines = rendered(report(found), FindingsFormat.FULL, view(SOURCES, summary=False)).splitlines()
    assert lines[1:] == [f" --> a.yaml:{place.start.line}:1: here", " = docs: previewctl explain PV007"]


def test_a_related_place_without_text_is_named_below_the_place() -> None:
    related = Related(Location("a.yaml", Span(Position(3, 1, 10), Position(3, 1, 10))), "nothing here")
    found = DUPLICATE_KEY.at(Location("a.yaml", span(TEXT, "b")), "wrong", related=(related,))
    lines = rendered(report(found), FindingsFormat.FULL, view(SOURCES, summary=False)).splitlines()
    assert lines[1:5] == ["  --> a.yaml:2:1", "  --> a.yaml:3:1: nothing here", "  |", "2 | b: 2"]


def test_a_place_at_the_end_of_a_line() -> None:
    found = DUPLICATE_KEY.at(Location("a.yaml", Span(Position(1, 5, 4), Position(1, 5, 4))), "wrong")
    lines = rendered(report(found), FindingsFormat.FULL, view(SOURCES, summary=False)).splitlines()
    assert lines[3:5] == ["1 | a: 1", "  |     ^"]


def _finding(severity: Severity = Severity.ERROR, fix: Fix | None = None, line: int = 1) -> object:
    return UNKNOWN_KEY.at(
        Location("a.yaml", Span(Position(line, 1, 0), Position(line, 2, 1))), "wrong", severity=severity, fix=fix
    )


SAFE, UNSAFE = Fix("do it", (), safe=True), Fix("do it", (), safe=False)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([], "no problems found"),
        ([(Severity.ERROR, None)], "found 1 error"),
        ([(Severity.ERROR, SAFE), (Severity.WARNING, None)], "found 1 error and 1 warning (1 fixable with --fix)"),
        ([(Severity.NOTE, UNSAFE)] * 2, "found 2 notes (2 fixable with --fix --unsafe-fixes)"),
        (
            [(Severity.ERROR, SAFE), (Severity.ERROR, UNSAFE), (Severity.WARNING, SAFE)],
            "found 2 errors and 1 warning (2 fixable with --fix, 1 more with --unsafe-fixes)",
        ),
    ],
)
@pytest.mark.parametrize("form", [FindingsFormat.FULL, FindingsFormat.CONCISE])
def test_the_last_line_counts(found: list[tuple[Severity, Fix | None]], expected: str, form: FindingsFormat) -> None:
    items = [_finding(severity, fix, number + 1) for number, (severity, fix) in enumerate(found)]
    counted = report(*items)  # type: ignore[arg-type]
    assert rendered(counted, form, view()).splitlines()[-1] == expected
    fixed = expected if found else "no problems left"
    assert rendered(counted._replace(fixed=3), form, view()).splitlines()[-1] == f"fixed 3, {fixed}"
    assert expected not in rendered(counted, form, view(summary=False))


def _note(count: int, view_: View) -> list[str]:
    skipped = tuple(code.code for code in CODES[:count])
    return rendered(report(files=("a", "b", "c"), skipped=skipped), FindingsFormat.FULL, view_).splitlines()


def test_a_note_names_the_checks_that_were_not_run() -> None:
    assert _note(1, view()) == [
        "note: without a platform.yaml this check was not run: unreadable-file (PV001); pass --platform",
        "no problems found in 3 files",
    ]
    several = _note(6, view(width=60))
    assert " ".join(line.strip() for line in several[:-1]).count(" (PV0") == 6
    assert max(map(len, several)) <= 60
    assert several[0].startswith("note: without a platform.yaml these checks were not run:")
    assert several[-2].endswith("pass --platform")


def test_many_checks_that_were_not_run_are_counted_or_listed() -> None:
    assert _note(12, view())[0] == (
        "note: without a platform.yaml 12 checks were not run (-v lists them); pass --platform"
    )
    assert " ".join(_note(12, view()._replace(verbose=True))).count("(PV0") == 12
    assert _note(12, view(summary=False)) == []


def test_a_file_that_cannot_be_read_has_a_place_and_no_snippet() -> None:
    found = DUPLICATE_KEY.at(Location("gone.yaml", FILE_START), "wrong")
    assert rendered(report(found), FindingsFormat.FULL, view(summary=False)).splitlines() == [
        "error[PV007]: wrong",
        " --> gone.yaml:1:1",
        " = docs: previewctl explain PV007",
    ]


def test_colour_changes_no_character() -> None:
    found = DUPLICATE_KEY.at(Location("a.yaml", span(TEXT, "b: 2")), "wrong", label="here", help="do this")
    plain = rendered(report(found), FindingsFormat.FULL, view(SOURCES))
    colored = rendered(report(found), FindingsFormat.FULL, view(SOURCES, colored=True))
    assert colored != plain
    for code in ("1;31", "1;34", "1", "2", "0"):
        colored = colored.replace(f"\x1b[{code}m", "")
    assert colored == plain
