"""Reports to render: one of each kind of thing, and places found by the text that stands there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import (
    DUPLICATE_KEY,
    GUESSED_STAGING,
    INVALID_SHAPE,
    RULE_CRASHED,
    UNKNOWN_SERVICE,
    UNREADABLE_FILE,
    WRONG_TYPE,
)
from previewctl.diagnostics.model import FILE_START, Edit, Fix, Location, Position, Related, Severity, Span, in_order
from previewctl.report.findings import FindingsReport
from previewctl.reporters.findings.formats import View
from previewctl.reporters.style import Style

if TYPE_CHECKING:
    from collections.abc import Mapping

    from previewctl.diagnostics.model import Diagnostic

PREVIEW = """\
apiVersion: previewctl.dev/v1
kind: Preview
service: shop
processes:
  web: {command: [gunicorn], port: "8000"}
  worker: {command: [celery]}
dependencies:
  biling-api: {env: BILLING_API_URL}  # 請求 → 課金
  名前: {env: "e\u0301🎉"}
processes:
  web: {}
env: {
  A: 1,
  B: 2,
}
"""
PLATFORM = "apiVersion: previewctl.dev/v1\nservices:\n  billing-api: {}\n"
SOURCES = {"preview.yaml": PREVIEW, "platform.yaml": PLATFORM, "sub dir/100%,a:b.yaml": "lifetime: 3\n"}


def span(text: str, piece: str, occurrence: int = 0) -> Span:
    """The place of a piece of a text."""
    start = [match.start() for match in re.finditer(re.escape(piece), text)][occurrence]
    return Span(position(text, start), position(text, start + len(piece)))


def position(text: str, offset: int) -> Position:
    before = text[:offset]
    return Position(before.count("\n") + 1, offset - before.rfind("\n"), offset)


def place(path: str, piece: str, occurrence: int = 0) -> Location:
    return Location(path, span(SOURCES[path], piece, occurrence))


def view(
    sources: Mapping[str, str] = SOURCES, *, colored: bool = False, summary: bool = True, width: int = 160
) -> View:
    """The view of a run whose files have these texts."""

    def lines(path: str) -> list[str]:
        return re.split(r"\r\n|\n|\r", sources[path]) if path in sources else []

    return View(lines, Style(colored), summary=summary, width=width)


def report(
    *found: Diagnostic, files: tuple[str, ...] = ("preview.yaml",), skipped: tuple[str, ...] = (), fixed: int = 0
) -> FindingsReport:
    return FindingsReport(files, tuple(in_order(list(found))), skipped, fixed)


def one_of_each() -> FindingsReport:
    """Errors, warnings and notes; with and without a label, a help, related places, a fix; in a file and in none."""
    port = place("preview.yaml", '"8000"')
    found = (
        WRONG_TYPE.at(
            port,
            "`port` must be a whole number, not the text `8000`",
            label="a text",
            help="write it without quotes",
            fix=Fix("write `8000`", (Edit(port.span, "8000"),), safe=True),
        ),
        UNKNOWN_SERVICE.at(
            place("preview.yaml", "biling-api"),
            "the catalogue has no service `biling-api`",
            help="did you mean `billing-api`?",
            related=(Related(place("platform.yaml", "services"), "the platform says so here"),),
            fix=Fix("rename it", (Edit(span(PREVIEW, "biling-api"), "billing-api"),), safe=False),
        ),
        GUESSED_STAGING.at(place("preview.yaml", "名前"), "the staging of `名前` is a guess", label="見て"),
        GUESSED_STAGING.at(place("preview.yaml", "e\u0301🎉"), "nothing to see", severity=Severity.NOTE),
        DUPLICATE_KEY.at(
            place("preview.yaml", "processes", 1),
            "the key `processes` stands twice",
            label="again here",
            related=(Related(place("preview.yaml", "processes"), "first defined here"),),
        ),
        INVALID_SHAPE.at(place("preview.yaml", "{\n  A: 1,\n  B: 2,\n}"), "`env` has another shape"),
        INVALID_SHAPE.at(place("sub dir/100%,a:b.yaml", "3"), "100% wrong: no, really"),
        UNREADABLE_FILE.at(Location("missing.yaml", FILE_START), "this file does not exist", help="check the path"),
        RULE_CRASHED.at(Location("-", FILE_START), "the rule failed"),
    )
    files = ("preview.yaml", "sub dir/100%,a:b.yaml", "good.yaml", "-")
    return report(*found, files=files, skipped=("PV207", "PV602"), fixed=2)
