"""Compares a dataset with its lock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import LOCK_OUT_OF_DATE
from previewctl.diagnostics.model import FILE_START, Diagnostic, Location
from previewctl.seeds.files import LOCK
from previewctl.seeds.lock import read_lock
from previewctl.seeds.lockfile import current_lock, drift

if TYPE_CHECKING:
    from previewctl.seeds.dataset import Dataset
    from previewctl.seeds.lockfile import SeedLock

_MOST = 5


def lock_findings(dataset: Dataset, now: SeedLock | None = None) -> list[Diagnostic]:
    """What the lock of a dataset does not pin any more; `now` is what it should pin, where that is known already."""
    path = dataset.directory / LOCK
    where = Location(dataset.path_of(LOCK), FILE_START)
    if not path.exists():
        message = f"the dataset has no `{LOCK}`, so no image can be named after it"
        return [LOCK_OUT_OF_DATE.at(where, message, help="write it with `previewctl seed lock`, and commit it")]
    lock = read_lock(path, dataset.name)
    if isinstance(lock, list):
        return [item._replace(location=where) for item in lock]
    found = drift(lock, now or current_lock(dataset))
    if not found:
        return []
    more = f"; and {len(found) - _MOST} more" if len(found) > _MOST else ""
    message = f"`{LOCK}` is out of date: {'; '.join(found[:_MOST])}{more}"
    solution = (
        f"write it anew with `previewctl seed lock {dataset.name}`; give the data another `version` if it is in use"
    )
    return [LOCK_OUT_OF_DATE.at(where, message, help=solution)]
