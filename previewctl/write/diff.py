"""Changes as a unified diff, as `git apply` and `patch -p1` read it."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from previewctl.write.paths import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from previewctl.write.changes import Change

_MAXIMUM_BYTES = 1_000_000
_MAXIMUM_LINES = 5_000


def unified_diff(changes: Iterable[Change], *, limit: int = 2_000) -> str:
    """The differences of `changes`, in their order; the same text for the same changes.

    Content that is not UTF-8, or too large to compare, is named and not shown. After `limit` lines a last line says how
    many files were left out.
    """
    lines: list[str] = []
    unfinished = 0
    for change in changes:
        room = limit - len(lines)
        section = list(islice(_section(change), room + 1)) if room > 0 else []
        if room <= 0 or len(section) > room:
            unfinished += 1
        lines += section[:room]
    if unfinished:
        lines.append(
            f"... cut after {limit} lines: {unfinished} more {'file differs' if unfinished == 1 else 'files differ'}\n"
        )
    return "".join(lines)


def _section(change: Change) -> Iterator[str]:
    before, after = _lines(change.before), _lines(change.after)
    old = _name("a", change) if change.before is not None else "/dev/null"
    new = _name("b", change) if change.after is not None else "/dev/null"
    if before is None or after is None:
        yield f"Binary files {old} and {new} differ\n"
        return
    yield f"--- {old}\n"
    yield f"+++ {new}\n"
    if change.before and change.after and _too_large(before, after, change):
        yield f"... too large to compare: {len(before)} and {len(after)} lines\n"
        return
    import difflib

    for line in islice(difflib.unified_diff(before, after), 2, None):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _too_large(before: list[str], after: list[str], change: Change) -> bool:
    size = len(change.before or b"") + len(change.after or b"")
    return size > _MAXIMUM_BYTES or len(before) + len(after) > _MAXIMUM_LINES


def _name(side: str, change: Change) -> str:
    name = f"{side}/{shown(change.path)}"
    return f"{name}\t" if " " in name else name


def _lines(content: bytes | None) -> list[str] | None:
    """The lines with their ends; None for what is no text. Only a line feed ends a line."""
    try:
        text = (content or b"").decode()
    except UnicodeDecodeError:
        return None
    if "\0" in text:
        return None
    lines = [f"{line}\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]
