"""The files of a dataset: found without following anything out of its directory, in the order in which they load."""

from __future__ import annotations

import os
import re
import stat
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

ENGINES = ("postgres", "redis", "mongodb")
"""The engines that data can be for: the names of their directories, in the order in which previews declare them."""
DECLARATION = "seed.yaml"
LOCK = "seed.lock"
OWN = frozenset({DECLARATION, LOCK, "README.md"})
"""What describes a dataset and is no data."""

METADATA = ".metadata.json"
"""The options and indexes of a collection, as mongodump writes them beside its documents."""
_ENDINGS = {"postgres": (".sql", ".csv"), "redis": (".redis",), "mongodb": (".ndjson", METADATA)}
_NUMBERED = re.compile(r"(?P<number>[0-9]+)_(?P<name>.+)")
_MOST_ENTRIES = 10_000
_DEEPEST = 4


class DatasetFile(NamedTuple):
    """A file that an engine loads; `path` is relative to the dataset, with `/`."""

    path: str
    engine: str
    size: int

    @property
    def ending(self) -> str:
        """What decides how it is loaded: `.sql`, `.csv`, `.redis`, `.ndjson` or `.metadata.json`."""
        return next(ending for ending in _ENDINGS[self.engine] if self.path.endswith(ending))

    @property
    def number(self) -> str | None:
        """The digits that its name starts with; None where there are none."""
        found = _NUMBERED.fullmatch(self._stem)
        return found["number"] if found else None

    @property
    def name(self) -> str:
        """The name without number and ending: the table of a CSV file, the collection of documents."""
        found = None if self.engine == "mongodb" else _NUMBERED.fullmatch(self._stem)
        return found["name"] if found else self._stem

    @property
    def _stem(self) -> str:
        return self.path.rpartition("/")[2].removesuffix(self.ending)


class Stray(NamedTuple):
    """An entry of a dataset's directory that nothing may or does load; `reason` completes "it is …"."""

    path: str
    reason: str


class Listing(NamedTuple):
    """What stands in a dataset's directory: every regular file with its size, and what was not followed."""

    sizes: dict[str, int]
    refused: tuple[Stray, ...] = ()


def list_files(directory: Path) -> Listing:
    """Every regular file below `directory` by its relative path, sorted; links and special files are not followed.

    Directories of other versions, which have a `seed.yaml` or a lock of their own and are not named after an engine, are no part
    of this one. Raises OSError where the directory cannot be read.
    """
    sizes: dict[str, int] = {}
    refused: list[Stray] = []
    _walk(directory, "", sizes, refused)
    return Listing(dict(sorted(sizes.items())), tuple(sorted(refused)))


def _walk(directory: Path, inner: str, sizes: dict[str, int], refused: list[Stray]) -> None:
    with os.scandir(directory / inner) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        path = f"{inner}{entry.name}"
        mode = entry.stat(follow_symlinks=False).st_mode
        if len(sizes) + len(refused) >= _MOST_ENTRIES:
            refused.append(Stray(path, f"more than the {_MOST_ENTRIES:,} files that a dataset may have"))
            return
        if reason := _refusal(entry.name, mode):
            refused.append(Stray(path, reason))
        elif stat.S_ISREG(mode):
            sizes[path] = entry.stat(follow_symlinks=False).st_size
        elif path.count("/") >= _DEEPEST:
            refused.append(Stray(path, f"deeper than the {_DEEPEST} directories that a dataset may have"))
        elif inner or not is_version(directory / entry.name):
            _walk(directory, f"{path}/", sizes, refused)


def _refusal(name: str, mode: int) -> str | None:
    """Why an entry is left alone; None for a file or directory with a name that every system and report can hold."""
    if not name.isprintable() or "\\" in name:
        return "named with characters that are not shown"
    if stat.S_ISLNK(mode):
        return "a symbolic link"
    return None if stat.S_ISREG(mode) or stat.S_ISDIR(mode) else "no regular file"


def is_version(directory: Path) -> bool:
    """Whether a directory in a dataset's is a version of it, and no data: it has a `seed.yaml` or a lock of its own."""
    return directory.name not in ENGINES and any(os.path.lexists(directory / name) for name in (DECLARATION, LOCK))


def data_files(listing: Listing) -> tuple[tuple[DatasetFile, ...], tuple[Stray, ...]]:
    """The files that engines load, in that order, and the rest: by engine, then number, then name."""
    files: list[DatasetFile] = []
    strays = list(listing.refused)
    for path, size in listing.sizes.items():
        engine, _, name = path.partition("/")
        if path in OWN:
            continue
        if engine not in ENGINES:
            strays.append(Stray(path, "in no directory of an engine"))
        elif "/" in name:
            strays.append(Stray(path, "deeper than files are looked for"))
        elif not name.startswith(".") and name.endswith(_ENDINGS[engine]):
            files.append(DatasetFile(path, engine, size))
        else:
            strays.append(Stray(path, f"no {' or '.join(f'`{ending}`' for ending in _ENDINGS[engine])} file"))
    return tuple(sorted(files, key=_load_order)), tuple(strays)


def _load_order(file: DatasetFile) -> tuple[int, int, str]:
    return (ENGINES.index(file.engine), int((file.number or "0")[:18]), file.path)
