"""Reads `seed.lock`, which pins a dataset's content."""

from __future__ import annotations

import re
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import INVALID_LOCK
from previewctl.diagnostics.model import FILE_START, Diagnostic, Location
from previewctl.plan.facts import SeedData, SeedEngine
from previewctl.source.document import Data, Plain, load

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

LOCK = "seed.lock"
_MOST_DATASETS = 1_000
_HASH = re.compile(r"[0-9a-f]{64}")
_TEXT = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]*")


def read_locks(directories: Iterable[Path], dataset: str) -> tuple[list[SeedData], list[Diagnostic]]:
    """The locked versions of a dataset in the given `seed-data` directories; of two alike the first counts."""
    seeds: dict[str, SeedData] = {}
    problems: list[Diagnostic] = []
    for path in _locks(directories, dataset):
        document = load(str(path))
        if isinstance(document, list):
            problems.extend(document)
        elif (seed := _seed(dataset, document.data)) is None:
            message = f"`{path}` is not a lock of `{dataset}`"
            problems.append(
                INVALID_LOCK.at(
                    Location(str(path), FILE_START),
                    message,
                    help="a lock has `dataset`, `version`, `contentHash` (64 digits) and `engines`",
                )
            )
        else:
            seeds.setdefault(seed.version, seed)
    return list(seeds.values()), problems


def locked_datasets(directories: Iterable[Path]) -> list[str]:
    """The names of the datasets in the given directories that have a lock."""
    found: set[str] = set()
    for directory in directories:
        with suppress(OSError):
            names = sorted(path.parent.name for path in islice(directory.glob(f"*/{LOCK}"), _MOST_DATASETS))
            found.update(names)
    return sorted(found)


def _locks(directories: Iterable[Path], dataset: str) -> Iterator[Path]:
    for directory in directories:
        path = directory / dataset / LOCK
        with suppress(OSError):
            # Neither the dataset nor its lock may be a link to somewhere else on the machine.
            inside = path.resolve().is_relative_to(directory.resolve())
            if path.is_file() and inside:
                yield path


def _seed(dataset: str, data: dict[str, Data]) -> SeedData | None:
    version, digest, engines = data.get("version"), data.get("contentHash"), data.get("engines")
    fits = (
        data.get("dataset") == dataset
        and isinstance(version, str)
        and _TEXT.fullmatch(version)
        and isinstance(digest, str)
        and _HASH.fullmatch(digest)
        and isinstance(engines, dict)
    )
    if not fits:
        return None
    assert isinstance(version, str)
    assert isinstance(digest, str)
    assert isinstance(engines, dict)
    return SeedData(
        dataset=dataset,
        version=version,
        content_hash=digest,
        engines=tuple(sorted(engines)),
        made_with=tuple(_engine(name, engines[name]) for name in sorted(engines)),
    )


def _engine(name: str, data: Data) -> SeedEngine:
    """Locks say `postgres: {version: "17", image: postgres:17.7-bookworm}`, or the version alone."""
    if isinstance(data, dict):
        return SeedEngine(name, _text(data.get("version")), _text(data.get("image")))
    return SeedEngine(name, _text(data))


def _text(data: Data | None) -> str:
    if isinstance(data, Plain):
        return data.text if data.value is not None else ""
    return data if isinstance(data, str) else ""
