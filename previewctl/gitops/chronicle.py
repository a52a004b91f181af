"""What became of a preview, from the commits of the branch: each says in its message what it did to which preview, and why."""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from previewctl.gitops.order import FROM_TRAILER, MOST_COMMITS

if TYPE_CHECKING:
    from previewctl.gitops.repository import GitopsRepository
    from previewctl.gitops.tip import Key

_REMOVED = re.compile(r"(?:^sync: remove |: remove$)")
_RENDERED = re.compile(r"^sync: render ")


class Deed(StrEnum):
    """What a commit did to a preview."""

    PUBLISHED = "published"
    RENDERED = "rendered again"
    RESTED = "sleep"
    REMOVED = "removed"


class Passage(NamedTuple):
    """One commit about a preview. `why` is what it says about it; empty where it says nothing."""

    sha: str
    at: datetime
    deed: Deed
    why: str


def passages(repository: GitopsRepository, key: Key) -> list[Passage]:
    """All commits about a preview, newest first."""
    name = f"{key[0]}/pr-{key[1]}"
    own = re.compile(rf"(?<![\w-]){re.escape(name)}(?!\d)(?:: (?P<why>[^\n]*))?")
    found = []
    for sha, at, message in repository.mentions(name, MOST_COMMITS):
        lines = [match for line in message.splitlines() if (match := own.search(line))]
        if lines:
            subject = message.partition("\n")[0]
            whys = [match["why"] for match in lines if match["why"]]
            found.append(Passage(sha, datetime.fromisoformat(at), _deed(subject), _why(subject, message, whys)))
    return found


def _deed(subject: str) -> Deed:
    if _REMOVED.search(subject):
        return Deed.REMOVED
    if _RENDERED.match(subject):
        return Deed.RENDERED
    return Deed.PUBLISHED if ": publish " in subject else Deed.RESTED


def _why(subject: str, message: str, whys: list[str]) -> str:
    """The reason beside the preview's name, else where a publication came from."""
    origin = re.search(rf"^{FROM_TRAILER}: (.*)$", message, re.MULTILINE)
    if origin and _deed(subject) is Deed.PUBLISHED:
        return f"of {origin[1]}"
    said = [why for why in whys if why != "remove"]
    return said[0] if said else ""
