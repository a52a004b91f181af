"""What differs between a rendered tree and a directory."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import PurePosixPath


class ChangeKind(StrEnum):
    """What happens to a file."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Change:
    """One file that differs: what is on disk `before` and `after` the tree is applied; None where there is no file."""

    path: PurePosixPath
    kind: ChangeKind
    before: bytes | None
    after: bytes | None


@dataclass(frozen=True, slots=True)
class Foreign:
    """A file in a preview's directory that previewctl did not write: it is kept, and worth a warning."""

    path: PurePosixPath


@dataclass(frozen=True, slots=True)
class Comparison:
    """All differences, and all foreign files in the units that were looked at; both sorted by path."""

    changes: tuple[Change, ...] = ()
    foreign: tuple[Foreign, ...] = ()
