"""What a version of a dataset has in it, as far as its files say so."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from previewctl.seeds.files import LOCK
from previewctl.seeds.lock import read_lock
from previewctl.seeds.lockfile import SeedLock, current_lock, drift
from previewctl.seeds.rows import OtherStatement, Part, collections, keys, tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from previewctl.seeds.dataset import Dataset


_CHANGES_ROWS = frozenset({"call", "delete", "do", "execute", "insert", "merge", "truncate", "update", "with"})


class LockState(StrEnum):
    """How a lock stands to its dataset."""

    LOCKED = "locked"
    OUT_OF_DATE = "out of date"
    MISSING = "not locked"
    BROKEN = "broken lock"


class LockSummary(NamedTuple):
    """The lock that a dataset has, the one that it should have, and how the two compare."""

    state: LockState
    now: SeedLock
    lock: SeedLock | None

    @property
    def tag(self) -> str:
        """The tag of the images of the data as it is now."""
        return f"{self.now.version}-{self.now.content_hash[:12]}"


class Contents(NamedTuple):
    """Rows by table, documents by collection, and keys, counted in the files; `other` counts further statements.

    What those leave behind, only a server can count.
    """

    tables: Mapping[str, int]
    collections: Mapping[str, int]
    keys: int
    other: int


def lock_summary(dataset: Dataset) -> LockSummary:
    """Compares a dataset with its lock. Raises OSError where a file cannot be read."""
    now = current_lock(dataset)
    path = dataset.directory / LOCK
    if not path.exists():
        return LockSummary(LockState.MISSING, now, None)
    lock = read_lock(path, dataset.name)
    if isinstance(lock, list):
        return LockSummary(LockState.BROKEN, now, None)
    return LockSummary(LockState.OUT_OF_DATE if drift(lock, now) else LockState.LOCKED, now, lock)


def contents(dataset: Dataset) -> Contents:
    """Counts what the files hold. Raises ValueError where a file is no UTF-8, OSError where it cannot be read."""
    counted: dict[str, int] = {}
    other = 0
    for item in tables(dataset):
        if isinstance(item, OtherStatement):
            other += item.text.partition(" ")[0].lower() in _CHANGES_ROWS
        elif isinstance(item, Part):
            counted[item.table] = counted.get(item.table, 0) + sum(1 for _ in item.rows)
        else:
            counted.setdefault(item.table, 0)
    documents: dict[str, int] = {}
    for name, found in collections(dataset):
        documents[name] = documents.get(name, 0) + sum(1 for _ in found)
    return Contents(counted, documents, len({key for key, _ in keys(dataset)}), other)
