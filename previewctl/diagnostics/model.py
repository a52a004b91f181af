"""The value types of a diagnostic. Every stage yields these; only reporters turn them into text."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """How much a finding weighs: errors stop a render, warnings are printed, notes explain."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Position(NamedTuple):
    """A place in a text: `line` and `column` count from 1, `offset` from 0, all in characters."""

    line: int
    column: int
    offset: int


class Span(NamedTuple):
    """The characters from `start` up to, not including, `end`."""

    start: Position
    end: Position


FILE_START = Span(Position(1, 1, 0), Position(1, 1, 0))
"""The span of a finding that is about a file as a whole (it cannot be read, it is empty)."""


class Location(NamedTuple):
    """A span in a named file; `path` is as the user gave it, `-` for standard input."""

    path: str
    span: Span


class Related(NamedTuple):
    """A second place that explains a finding, such as the first of two duplicate keys."""

    location: Location
    label: str


class Edit(NamedTuple):
    """Puts `text` in the place of the characters of `span`; an empty span inserts."""

    span: Span
    text: str


class Fix(NamedTuple):
    """Edits of the finding's own file that solve it; `title` says what they do, as an order (`quote it`).

    `safe`: the preview that results is the one that the author had in mind beyond doubt. What is guessed is not safe.
    """

    title: str
    edits: tuple[Edit, ...]
    safe: bool


class Diagnostic(NamedTuple):
    """One problem, with where it is, what it is and what to do.

    `code` is stable (`PV203`), `slug` its readable name (`unknown-service`). `message` is one
    line in the user's words without a final stop, `label` the few words under the carets, `help` the edit or
    command that solves it. `subject` is what it is about where several findings have one place: a comment that silences
    it has to name that.
    """

    code: str
    slug: str
    severity: Severity
    message: str
    location: Location
    label: str = ""
    help: str = ""
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    subject: str = ""


def in_order(diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    """Sorts by file, position and code, and drops repetitions; what is about a subject keeps its order."""
    unique = {(d.location, d.code, "" if d.subject else d.message, d.subject): d for d in diagnostics}
    places = {key: index for index, key in enumerate(unique)}
    return [unique[key] for key in sorted(unique, key=lambda key: (key[:3], places[key]))]
