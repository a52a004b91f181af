"""A finding about a secret does not show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from previewctl.diagnostics.catalogue import CODES, KNOWN_TOKEN, SECRET_BY_NAME, TWO_WRITERS
from previewctl.report.findings import FindingsReport
from previewctl.reporters.findings.formats import FindingsFormat, View, rendered
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
    assert {code.code for code in CODES if code.sensitive} == {"PV407", "PV408", "PV409", "PV410", "PV413"}


def _report(found: tuple[Diagnostic, ...]) -> FindingsReport:
    return FindingsReport(("preview.yaml",), found)
