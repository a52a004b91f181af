"""Published previews as a table for terminals and pipes, and as JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from previewctl.diagnostics.excerpt import printable, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from previewctl.dashboard.preview import ShownPreview
    from previewctl.reporters.style import Style

_GAP = 2
_NOTHING = "-"
_WIDEST_CELL = 40
_UNITS = ((86_400, "d"), (3_600, "h"), (60, "m"))


_URL = "URL"
_ALWAYS = ("PREVIEW", "AGE")
_FIRST_TO_GO = ("CALLS", "PERSON", "TEAM", "STATUS", "ACTIVE", "EXPIRES", _URL)
"""The columns that a narrow terminal has no room for, the least important first."""


def table(previews: Sequence[ShownPreview], now: int, width: int | None, style: Style) -> str:
    """Aligned columns, one line for each preview; `width` is that of the terminal, None for a pipe, which gets all.

    Columns that say nothing of any preview are left out, and then those that a narrow terminal has no room for; what is
    left is cut only in a terminal that is narrower than the names.
    """
    rows = [{title: _cell(title, text) for title, text in _cells(preview, now).items()} for preview in previews]
    columns = {
        title: max(len(text) for text in (title, *(row[title] for row in rows)))
        for title in rows[0]
        if title in _ALWAYS or any(row[title] != _NOTHING for row in rows)
    }
    if width is not None:
        columns = _fitting(columns, width)
    lines = [_line(row, columns, width) for row in ({title: title for title in columns}, *rows)]
    return "".join(f"{style.bold(line) if number == 0 else line}\n" for number, line in enumerate(lines))


def _fitting(columns: dict[str, int], width: int) -> dict[str, int]:
    """The columns that there is room for. A URL that leaves none for the rest goes: `open` knows it too."""
    left = dict(columns)
    if _width({title: left.get(title, 0) for title in (*_ALWAYS, _URL)}) > width:
        left.pop(_URL, None)
    for title in _FIRST_TO_GO:
        if _width(left) > width:
            left.pop(title, None)
    return left


def _width(columns: Mapping[str, int]) -> int:
    return sum(columns.values()) + _GAP * (len(columns) - 1)


def _cells(preview: ShownPreview, now: int) -> dict[str, str]:
    return {
        "PREVIEW": preview.name,
        "STATUS": preview.status.value,
        "TEAM": preview.team,
        "PERSON": preview.person,
        "AGE": ago(preview.created, now),
        "ACTIVE": ago(preview.active, now),
        "EXPIRES": ahead(preview.expires, now),
        "CALLS": _elsewhere(preview),
        _URL: preview.url,
    }


def _cell(title: str, text: str) -> str:
    shown = printable(text) or _NOTHING
    return shown if title in {"PREVIEW", _URL} else shortened(shown, _WIDEST_CELL)


def _line(row: Mapping[str, str], columns: Mapping[str, int], width: int | None) -> str:
    line = (" " * _GAP).join(row[title].ljust(length) for title, length in columns.items()).rstrip()
    return line if width is None else shortened(line, width)


def _elsewhere(preview: ShownPreview) -> str:
    """The dependencies that do not go to staging."""
    return " ".join(f"{item.service}={item.target}" for item in preview.dependencies if item.target != "staging")


def ago(time: int | None, now: int) -> str:
    """How long ago that was, in the largest unit: `3d`; empty where it is not known."""
    if time is None:
        return ""
    seconds = max(now - time, 0)
    return next((f"{seconds // size}{unit}" for size, unit in _UNITS if seconds >= size), "now")


def ahead(time: int | None, now: int) -> str:
    """How far that is ahead."""
    if time is None:
        return ""
    return "overdue" if time <= now else f"in {ago(now, time)}".replace("in now", "now")


def data(previews: Iterable[ShownPreview], now: int) -> dict[str, Any]:
    """For programs: times as ISO 8601 in UTC, costs as text in US dollars a month, what nobody knows as null."""
    return {"schema": 1, "generated": _iso(now), "previews": [_data(preview) for preview in previews]}


def _data(preview: ShownPreview) -> dict[str, Any]:
    return {
        "name": preview.name,
        "service": preview.service,
        "pullRequest": preview.pull_request,
        "repository": preview.repository or None,
        "pullRequestUrl": preview.pull_request_url or None,
        "title": preview.title or None,
        "person": preview.person or None,
        "team": preview.team or None,
        "status": preview.status.value,
        "url": preview.url or None,
        "branch": preview.branch,
        "headSha": preview.head_sha,
        "seed": preview.seed or None,
        "created": _iso(preview.created),
        "active": _iso(preview.active),
        "expires": _iso(preview.expires),
        "expiry": preview.expiry or None,
        "sleep": preview.sleep or None,
        "monthlyCost": None if preview.cost is None else str(preview.cost),
        "dependencies": [item._asdict() for item in preview.dependencies],
    }


def _iso(time: int | None) -> str | None:
    return None if time is None else datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
