"""When the people of a preview were warned: notes in previewctl's own comment, which only programs see."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_FORM = "%Y-%m-%dT%H:%M:%SZ"
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


class End(StrEnum):
    """What ends a preview."""

    IDLE = "idle"
    LIFETIME = "lifetime"
    CAP = "cap"


def read_warnings(notes: Iterable[Mapping[str, str]]) -> dict[End, datetime]:
    """By what will end the preview: since when its people know, from the notes of its comments, one for each service.

    Where the comments differ, those who were told last count. A note in another form counts as none.
    """
    found: dict[End, datetime] = {}
    for note in notes:
        for end in End:
            text = note.get(_key(end), "")
            at = _time(text) if _TIME.fullmatch(text) else None
            if at is not None and (end not in found or at > found[end]):
                found[end] = at
    return found


def write_warnings(
    noted: Mapping[str, str],
    warnings: Mapping[End, datetime],
    end: End | None,
    due: datetime | None,
    keep_label: str = "preview-keep",
) -> dict[str, str]:
    """The notes of a comment with these warnings in place of those before; `end` and `due` are what people read of them."""
    kept = {key: value for key, value in noted.items() if key not in _KEYS}
    if not warnings or end is None or due is None:
        return kept
    times = {_key(item): stamp(at) for item, at in warnings.items()}
    first = warnings.get(end) or min(warnings.values())
    return {
        **kept,
        **times,
        "warnedAt": stamp(first),
        "removeAt": stamp(due),
        "warnedFor": end.value,
        "keepLabel": keep_label,
    }


def stamp(at: datetime) -> str:
    """A time as the notes keep it, to the second."""
    return at.astimezone(UTC).strftime(_FORM)


def _key(end: End) -> str:
    return f"{end.value}WarnedAt"


_KEYS = frozenset({*map(_key, End), "warnedAt", "removeAt", "warnedFor", "keepLabel"})


def _time(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, _FORM).replace(tzinfo=UTC)
    except ValueError:
        return None
