"""Reads `seed.lock`, which pins a dataset's content."""

from __future__ import annotations

from contextlib import suppress
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import INVALID_LOCK
from previewctl.diagnostics.model import FILE_START, Diagnostic, Location
from previewctl.plan.facts import SeedData, SeedEngine
from previewctl.seeds.dataset import version_directories
from previewctl.seeds.files import LOCK
from previewctl.seeds.lockfile import SeedLock, lock_of
from previewctl.source.document import load

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_MOST_DATASETS = 1_000


def read_locks(directories: Iterable[Path], dataset: str) -> tuple[list[SeedData], list[Diagnostic]]:
    """The locked versions of a dataset in the given `seed-data` directories; of two alike the first counts."""
    seeds: dict[str, SeedData] = {}
    problems: list[Diagnostic] = []
    for path in _locks(directories, dataset):
        lock = read_lock(path, dataset)
        if isinstance(lock, list):
            problems.extend(lock)
        else:
            seeds.setdefault(lock.version, _seed(lock))
    return list(seeds.values()), problems


def locked_datasets(directories: Iterable[Path]) -> list[str]:
    """The names of the datasets in the given directories that have a lock."""
    found: set[str] = set()
    for directory in directories:
        with suppress(OSError):
            names = sorted(path.parent.name for path in islice(directory.glob(f"*/{LOCK}"), _MOST_DATASETS))
            found.update(names)
    return sorted(found)


def read_lock(path: Path, dataset: str) -> SeedLock | list[Diagnostic]:
    """The lock at `path`, or why it is none of that dataset."""
    document = load(str(path))
    if isinstance(document, list):
        return document
    lock = lock_of(document.data)
    if lock is not None and lock.dataset == dataset:
        return lock
    message = f"`{path}` is not a lock of `{dataset}`"
    solution = "a lock has `dataset`, `version`, `contentHash` (64 digits) and `engines`"
    return [INVALID_LOCK.at(Location(str(path), FILE_START), message, help=solution)]


def _locks(directories: Iterable[Path], dataset: str) -> Iterator[Path]:
    for directory in directories:
        for version in version_directories(directory / dataset):
            path = version / LOCK
            with suppress(OSError):
                # Neither the dataset nor its lock may be a link to somewhere else on the machine.
                inside = path.resolve().is_relative_to(directory.resolve())
                if path.is_file() and inside:
                    yield path


def _seed(lock: SeedLock) -> SeedData:
    return SeedData(
        dataset=lock.dataset,
        version=lock.version,
        content_hash=lock.content_hash,
        engines=tuple(engine.name for engine in lock.engines),
        made_with=tuple(SeedEngine(engine.name, engine.version, engine.image) for engine in lock.engines),
        migrations=MappingProxyType(dict(lock.migrations)),
    )
