"""The times of a preview, behind and ahead, as text and as data for programs."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from previewctl.lifecycle.reasons import named, shown_time

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from previewctl.gitops.chronicle import Passage
    from previewctl.lifecycle.timeline import Moment

_MOST = 20


def text(
    name: str, past: Sequence[Passage], now: datetime, moments: Sequence[Moment] | None, notes: Sequence[str]
) -> str:
    """What was, newest last, then what comes; `moments` is None for a preview that is gone."""
    lines = [name]
    if len(past) > _MOST:
        lines.append(f"  … {len(past) - _MOST} commits before")
    for item in reversed(past[:_MOST]):
        why = f": {named(item.why)}" if item.why else ""
        lines.append(f"  {shown_time(item.at)}  {item.deed}{why} ({item.sha[:12]})")
    lines.append(f"  {shown_time(now)}  now")
    lines += [f"  {_span(item)}  {item.what}: {item.why}" for item in moments or ()]
    lines += [f"  {note}" for note in notes]
    return "\n".join(lines) + "\n"


def data(
    service: str,
    number: int,
    past: Sequence[Passage],
    now: datetime,
    moments: Sequence[Moment] | None,
    notes: Sequence[str],
) -> dict[str, Any]:
    """The same for programs; times in RFC 3339."""
    return {
        "service": service,
        "pullRequest": number,
        "now": _stamp(now),
        "published": moments is not None,
        "past": [
            {"at": _stamp(item.at), "what": item.deed.value, "why": item.why or None, "commit": item.sha}
            for item in reversed(past)
        ],
        "ahead": [
            {"earliest": _stamp(item.earliest), "latest": _stamp(item.latest), "what": item.what, "why": item.why}
            for item in moments or ()
        ],
        "notes": list(notes),
    }


def _span(item: Moment) -> str:
    if item.earliest == item.latest:
        return shown_time(item.earliest)
    return f"{shown_time(item.earliest)} to {shown_time(item.latest)}"


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
