"""What became of the keys of other tools' files in the end: readers say what they made of them, the draft what it kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.repository.reading import Dropped, Mapped, Reading

if TYPE_CHECKING:
    from collections.abc import Iterable

    from previewctl.scaffold.draft import Draft, Leaf

_ELSEWHERE = "another part of the file says it, or there is no room for it"


def with_outcome(draft: Draft, readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """The readings, with keys as dropped that the draft let go, and those marked that are comments to be finished."""
    return tuple(_settled(draft, reading) for reading in readings)


def _settled(draft: Draft, reading: Reading) -> Reading:
    mapped: list[Mapped] = []
    dropped = list(reading.dropped)
    for item in reading.mapped:
        targets = item.to.partition(":")[0].split(", ")
        kept = [target for target in targets if draft.get(*target.split(".")) is not None]
        path = tuple(targets[0].split("."))
        if kept:
            mapped.append(item if len(kept) == len(targets) else item._replace(to=", ".join(kept)))
        elif (line := _suggested(draft, path)) is not None:
            mapped.append(item._replace(to=f"{item.to}, as a comment: {line.check or 'to be finished'}"))
        elif (reason := _removed(draft, path)) is not None:
            dropped.append(Dropped(item.key, reason or _ELSEWHERE, item.evidence))
        else:
            mapped.append(item)
    return reading._replace(mapped=tuple(mapped), dropped=tuple(dropped))


def _suggested(draft: Draft, path: tuple[str, ...]) -> Leaf | None:
    return draft.suggestions.get(path[0], {}).get(path[1]) if len(path) > 1 else None


def _removed(draft: Draft, path: tuple[str, ...]) -> str | None:
    """Why a key or one above it was taken away; None where neither was."""
    above = (path[:length] for length in range(len(path), 0, -1))
    known = [draft.removed[part] for part in above if part in draft.removed]
    return next(filter(None, known), "") if known else None
