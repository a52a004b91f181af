"""Applies a unified diff to a text: exactly where its context stands, or not at all."""

from __future__ import annotations

import re
from typing import NamedTuple

from previewctl.errors import UsageError

_HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@.*")
_HEADER = re.compile(r"\+\+\+ (?:\"?b/)?(.+?)\"?(?:\t.*)?")


class Hunk(NamedTuple):
    """Lines that stand in the text before, and those that take their place; `start` counts from 1."""

    start: int
    before: tuple[str, ...]
    after: tuple[str, ...]


class FilePatch(NamedTuple):
    """The hunks of one file, by the path that it has afterwards."""

    path: str
    hunks: tuple[Hunk, ...]


def read_patch(text: str) -> tuple[FilePatch, ...]:
    """The files of a unified diff, as `git diff` prints it; raises UsageError for a text that is none."""
    lines = text.splitlines()
    found: list[FilePatch] = []
    at = 0
    while at < len(lines):
        header = _HEADER.fullmatch(lines[at])
        at += 1
        if not header or at < 2 or not lines[at - 2].startswith("--- "):
            continue
        hunks = []
        while at < len(lines) and (match := _HUNK.fullmatch(lines[at])):
            hunk, at = _hunk(lines, at + 1, match)
            hunks.append(hunk)
        if header[1] != "/dev/null":
            found.append(FilePatch(header[1], tuple(hunks)))
    if not found:
        raise UsageError("this is no unified diff", hint="pass what `git diff BASE..HEAD` prints")
    return tuple(found)


def _hunk(lines: list[str], at: int, match: re.Match[str]) -> tuple[Hunk, int]:
    missing, added = int(match[2] or 1), int(match[4] or 1)
    before: list[str] = []
    after: list[str] = []
    while at < len(lines) and (len(before) < missing or len(after) < added):
        sign, rest = lines[at][:1], lines[at][1:]
        if sign not in {"", " ", "-", "+", "\\"}:
            raise UsageError(f"line {at + 1} of the diff is no part of a hunk", hint="pass what `git diff` prints")
        before += [rest] if sign in {"", " ", "-"} else []
        after += [rest] if sign in {"", " ", "+"} else []
        at += 1
    while at < len(lines) and lines[at].startswith("\\"):
        at += 1
    return Hunk(int(match[1]), tuple(before), tuple(after)), at


def applied(patch: FilePatch, text: str) -> str | None:
    """The text afterwards; None where the context of a hunk is not in it."""
    lines = text.splitlines()
    moved = 0
    for hunk in patch.hunks:
        at = _place(lines, hunk, max(hunk.start - 1, 0) + moved)
        if at is None:
            return None
        lines[at : at + len(hunk.before)] = hunk.after
        moved += len(hunk.after) - len(hunk.before)
    return "\n".join(lines) + "\n"


def _place(lines: list[str], hunk: Hunk, wanted: int) -> int | None:
    """Where the lines before stand, the nearest to where they should; a hunk without context stands where it says."""
    size = len(hunk.before)
    if not size:
        return min(wanted + (1 if hunk.start else 0), len(lines))
    places = [at for at in range(len(lines) - size + 1) if tuple(lines[at : at + size]) == hunk.before]
    return min(places, key=lambda at: abs(at - wanted), default=None)
