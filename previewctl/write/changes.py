"""What differs between a rendered tree and a directory."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class ChangeKind(StrEnum):
    """What happens to a file."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Change:
    """One file that differs: what is on disk `before` and `after` the tree is applied; None where there is no file."""

    path: str
    kind: ChangeKind
    before: bytes | None
    after: bytes | None


@dataclass(frozen=True, slots=True)
class Foreign:
    """A file in a preview's directory that previewctl did not write: it is kept, and worth a warning."""

    path: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """All differences, and all foreign files in the units that were looked at; both sorted by path."""

    changes: tuple[Change, ...] = ()
    foreign: tuple[Foreign, ...] = ()

    @classmethod
    def joined(cls, comparisons: Iterable[Comparison]) -> Comparison:
        """Several comparisons as one."""
        found = list(comparisons)
        return cls(
            tuple(sorted((item for each in found for item in each.changes), key=lambda item: item.path.split("/"))),
            tuple(sorted((item for each in found for item in each.foreign), key=lambda item: item.path.split("/"))),
        )

    def without_contents(self) -> Comparison:
        """The same, for whoever only names the files."""
        return Comparison(tuple(Change(item.path, item.kind, None, None) for item in self.changes), self.foreign)
