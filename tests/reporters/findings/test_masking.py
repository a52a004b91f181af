"""A finding about a secret does not show it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from previewctl.diagnostics.catalogue import CODES, KNOWN_TOKEN, SECRET_BY_NAME, TWO_WRITERS
from previewctl.diagnostics.model import Edit, Fix
from previewctl.report.findings import FindingsReport
from previewctl.reporters.findings.formats import FindingsFormat, View, rendered
from previewctl.reporters.findings.masking import masked_lines
from previewctl.source.places import Places

if TYPE_CHECKING:
    from previewctl.diagnostics.model import Diagnostic

TEXT = "env:\n  DB_PASSWORD: hunter2 # really\n  TOKEN: 'ghp_x y'\n"
PLACES = Places("preview.yaml", TEXT)


def at(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


FINDINGS = (
    SECRET_BY_NAME.at(PLACES.location(*at("DB_PASSWORD")), "a secret"),
    TWO_WRITERS.at(PLACES.location(*at("DB_PASSWORD")), "something else on the same line"),
    KNOWN_TOKEN.at(PLACES.location(*at("'ghp_x y'")), "a token"),
)


@pytest.mark.parametrize("form", FindingsFormat)
def test_no_format_shows_the_value(form: FindingsFormat) -> None:
    text = rendered(_report(FINDINGS), form, View(lambda _: TEXT.split("\n")))
    assert "hunter2" not in text
    assert "ghp_x" not in text


def test_the_key_and_the_layout_stay() -> None:
    text = rendered(_report(FINDINGS), FindingsFormat.FULL, View(lambda _: TEXT.split("\n")))
    assert "2 |   DB_PASSWORD: ••••••• # really\n" in text
    assert "3 |   TOKEN: •••••• ••\n" in text


@pytest.mark.parametrize("form", FindingsFormat)
def test_another_finding_on_the_same_line_shows_it_no_more(form: FindingsFormat) -> None:
    text = rendered(_report(FINDINGS[1:2]), form, View(lambda _: TEXT.split("\n")))
    assert "hunter2" not in text


def test_the_codes_about_plain_secrets_are_sensitive() -> None:
    assert {code.code for code in CODES if code.sensitive} == {
        *("PV329", "PV330", "PV407", "PV408", "PV409", "PV410", "PV413")
    }


def _report(found: tuple[Diagnostic, ...]) -> FindingsReport:
    return FindingsReport(("preview.yaml",), found)


def test_a_word_is_hidden_where_it_is_quoted_and_nowhere_else() -> None:
    text = "env:\n  DB_PASSWORD: postgres\n"
    place = Places("a.yaml", text).location(7, 18)
    message = "`postgres` is written for postgres in `databases.postgres.env` and `postgres_password`"
    found = FindingsReport(("a.yaml",), (TWO_WRITERS.at(place, message),))
    shown = rendered(found, FindingsFormat.CONCISE, View(lambda _: text.split("\n")))
    assert "`•••` is written for postgres in `databases.postgres.env` and `postgres_password`" in shown


def test_a_fix_that_writes_a_secret_is_named_without_its_edits() -> None:
    text = "env:\n  DB_PASSWORD: 017263541\n"
    place = Places("a.yaml", text).location(20, 29)
    fix = Fix("quote it", (Edit(place.span, '"017263541"'),), safe=True)
    found = FindingsReport(("a.yaml",), (TWO_WRITERS.at(place, "x", fix=fix),))
    (item,) = json.loads(rendered(found, FindingsFormat.JSON, View(lambda _: text.split("\n"))))["diagnostics"]
    assert item["fix"] == {"title": "quote it", "safe": True, "edits": []}


def test_masked_lines_keep_their_number_and_their_lengths() -> None:
    lines = ["env:\r\n", "  DB_PASSWORD: |\n", "\t漢字 x\n", "\n", "  X: y"]
    shown = masked_lines(lines)
    assert [*map(len, shown)] == [*map(len, lines)]
    assert shown[0] == lines[0]
    assert masked_lines([]) == []
    assert masked_lines([""]) == [""]
