"""A version of a dataset: what its `seed.yaml` says, and the files that its engines load."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from previewctl.diagnostics.catalogue import INVALID_SEED, UNREADABLE_FILE
from previewctl.diagnostics.model import FILE_START, Diagnostic, Location
from previewctl.seeds.declaration import Allowed, SeedEngineSpec, read_declaration
from previewctl.seeds.files import DECLARATION, LOCK, DatasetFile, Listing, Stray, data_files, is_version, list_files
from previewctl.source.document import load

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Dataset(NamedTuple):
    """One version of a dataset; `files` are in the order in which they load.

    `migrations` has for each Django app the last ones that were applied when the data was made, mostly one. `strays`
    are entries that no engine loads, `allowed` is what looks like personal data and is none. `shown` is the directory
    as findings name it.
    """

    directory: Path
    name: str
    version: str
    engines: tuple[SeedEngineSpec, ...]
    migrations: Mapping[str, tuple[str, ...]]
    files: tuple[DatasetFile, ...]
    strays: tuple[Stray, ...] = ()
    allowed: Allowed = Allowed()
    shown: str = ""

    @property
    def images(self) -> dict[str, str]:
        """By engine the image that loads the data, as the content hash takes it in."""
        return {engine.name: engine.image for engine in self.engines}

    def engine(self, name: str) -> SeedEngineSpec | None:
        """What the data for an engine is made with; None for an engine without data."""
        return next((engine for engine in self.engines if engine.name == name), None)

    def files_of(self, engine: str) -> tuple[DatasetFile, ...]:
        """The files of one engine, in the order in which they load."""
        return tuple(file for file in self.files if file.engine == engine)

    def path_of(self, file: str) -> str:
        """The path of a file of the dataset as findings name it."""
        return f"{self.shown}/{file}"


def read_dataset(directory: Path, *, anywhere: bool = False) -> Dataset | list[Diagnostic]:
    """The version whose `seed.yaml` stands in `directory`; or what is wrong with that file or the directory.

    It is `<name>/` or `<name>/<version>/`, unless `anywhere`. The directory itself may be a link, as a user names it;
    what is in it may not.
    """
    shown = directory.as_posix()
    if (directory / DECLARATION).is_symlink():
        return [_unreadable(f"{shown}/{DECLARATION}", "this file is a symbolic link", "put the file in its place")]
    document = load(f"{shown}/{DECLARATION}")
    if isinstance(document, list):
        return document
    declaration = read_declaration(document)
    if isinstance(declaration, list):
        return declaration
    problems = [
        INVALID_SEED.at(
            document.value_location(path),
            f"this is `{found}`, in the directory `{wanted}`",
            help="rename one of the two",
        )
        for path, found, wanted in _misplaced(directory, declaration.name, declaration.version)
        if not anywhere
    ]
    listing = listed(directory)
    if problems or isinstance(listing, Diagnostic):
        return problems if problems or not isinstance(listing, Diagnostic) else [listing]
    files, strays = data_files(listing)
    return Dataset(
        directory,
        declaration.name,
        declaration.version,
        declaration.engines,
        declaration.migrations,
        files,
        strays,
        declaration.allowed,
        shown,
    )


def listed(directory: Path) -> Listing | Diagnostic:
    """The entries of a dataset's directory, or why they cannot be listed."""
    try:
        return list_files(directory)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        return _unreadable(directory.as_posix(), f"the dataset cannot be read: {reason}", "check its permissions")


def _misplaced(directory: Path, name: str, version: str) -> list[tuple[tuple[str], str, str]]:
    """The keys of seed.yaml that contradict the directory: `<name>/seed.yaml` or `<name>/<version>/seed.yaml`."""
    here = directory.resolve()
    if here.name == name:
        return []
    found = []
    if here.name != version:
        # A version's directory is told from a dataset's by the one above, which is named after the dataset.
        beside = here.parent.name == name
        found.append((("version",), version, here.name) if beside else (("name",), name, here.name))
    elif here.parent.name != name:
        found.append((("name",), name, here.parent.name))
    return found


def version_directories(home: Path) -> list[Path]:
    """The directories that hold a version of the dataset at `home`: itself, and those below that have a `seed.yaml`.

    Sorted by name, a version's numbers by value. Links are left out.
    """
    found: list[Path] = []
    inner: list[Path] = []
    with suppress(OSError):  # a name that no file can have is a name of no dataset
        found += [home] if (home / DECLARATION).is_file() or (home / LOCK).is_file() else []
        inner += [path for path in home.iterdir() if path.is_dir() and not path.is_symlink() and is_version(path)]
    return found + sorted(inner, key=lambda path: version_order(path.name))


def version_order(version: str) -> tuple[tuple[bool, int, str], ...]:
    """A key that sorts `2026.9` before `2026.11`."""
    return tuple(
        (part.isdecimal(), int(part[:18]) if part.isdecimal() else 0, part)
        for part in version.replace("-", ".").split(".")
    )


def _unreadable(path: str, message: str, solution: str) -> Diagnostic:
    return UNREADABLE_FILE.at(Location(path, FILE_START), message, help=solution)
