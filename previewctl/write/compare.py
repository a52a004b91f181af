"""Compares a tree with a directory, unit by unit."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

from previewctl.errors import UsageError
from previewctl.write.changes import Change, ChangeKind, Comparison, Foreign
from previewctl.write.layout import Layout, Unit, directories_of, lay_out
from previewctl.write.lock import locked
from previewctl.write.paths import Directories, linked, mode_of, root_exists, shown
from previewctl.write.reading import Listing, holds, list_directory, read_file
from previewctl.write.record import RECORD, owned_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from previewctl.render.tree import FileTree


@dataclass(frozen=True, slots=True)
class UnitComparison:
    """What differs in one unit; `foreign` holds paths below the unit, `exists` says whether its directory is there."""

    unit: Unit
    exists: bool
    changes: tuple[Change, ...] = ()
    foreign: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LayoutComparison:
    """What differs, unit by unit in the order of the layout, and among the single files."""

    units: tuple[UnitComparison, ...]
    files: tuple[Change, ...]

    def summary(self) -> Comparison:
        """All of it in one, sorted by path."""
        changes = [*self.files, *(change for each in self.units for change in each.changes)]
        foreign = [Foreign(f"{each.unit.path}/{path}") for each in self.units for path in each.foreign]
        return Comparison(
            tuple(sorted(changes, key=lambda change: change.path.split("/"))),
            tuple(sorted(foreign, key=lambda each: each.path.split("/"))),
        )


def compare(tree: FileTree, root: Path, *, units: Sequence[str]) -> Comparison:
    """What `apply` would do to the directory `root`, which need not exist; reads only.

    A unit is a directory owned as a whole: what its old record lists and the tree does not have is a removal, any other
    file in it is foreign. Files of the tree outside every unit are compared one by one.
    Raises UsageError when `root` holds what cannot be compared (see `compare_layout`), ValueError for a wrong layout.
    """
    layout = lay_out(tree, units)
    top = os.fspath(root)
    if not root_exists(top):
        return compare_layout(layout, top).summary()
    with locked(top, exclusive=False):
        return compare_layout(layout, top).summary()


def compare_layout(layout: Layout, root: str) -> LayoutComparison:
    """Compares `layout` with the directory `root`.

    Raises UsageError for a symbolic link below `root`, a file where a directory is wanted or the reverse, something
    unreadable, and an immutable unit that does not hold what its name promises.
    """
    directories = Directories(root)
    units = tuple(_compare_unit(unit, root, directories) for unit in layout.units)
    return LayoutComparison(units, tuple(_compare_files(layout, root, directories)))


def _compare_unit(unit: Unit, root: str, directories: Directories) -> UnitComparison:
    if not directories.exists(unit.path):
        return UnitComparison(
            unit, exists=False, changes=tuple(_added(unit.path, path, unit.files[path]) for path in unit.files)
        )
    directory = f"{root}/{unit.path}"
    if unit.immutable:
        if unit.files:
            _check_immutable(unit, directory, list_directory(directory))
        return UnitComparison(unit, exists=True)
    listing = list_directory(directory)
    surplus = set(listing.files).difference(unit.files)
    owned = _owned(directory, listing, surplus)
    foreign = surplus - owned
    _check_places(unit, directory, listing, owned, foreign)
    changes = (*_differing(unit, directory, listing), *_removed(unit, directory, surplus & owned))
    return UnitComparison(unit, exists=True, changes=changes, foreign=tuple(sorted(foreign)))


def _owned(directory: str, listing: Listing, surplus: set[str]) -> frozenset[str]:
    """What the record on disk lists; it is not read when nothing asks for it."""
    if RECORD not in listing.files or not (surplus or listing.directories):
        return frozenset()
    return owned_files(read_file(f"{directory}/{RECORD}"))


def _check_places(unit: Unit, directory: str, listing: Listing, owned: frozenset[str], foreign: set[str]) -> None:
    """Raises UsageError for a foreign file where a directory is wanted, and a foreign directory where a file is."""
    wanted = directories_of(unit.files)
    for path in sorted(foreign & wanted):
        raise UsageError(
            f"{shown(f'{directory}/{path}')} is a file where a directory is wanted", hint="move the file away"
        )
    kept = directories_of(foreign)
    written = directories_of(owned)
    for path in sorted(unit.files.keys() & set(listing.directories)):
        if path in kept or path not in written:
            raise UsageError(
                f"{shown(f'{directory}/{path}')} is a directory where a file is wanted", hint="move the directory away"
            )


def _check_immutable(unit: Unit, directory: str, listing: Listing) -> None:
    differing = [change.path for change in _differing(unit, directory, listing)]
    differing += [f"{unit.path}/{path}" for path in set(listing.files).difference(unit.files)]
    if differing:
        raise UsageError(
            f"{shown(min(differing))} is not what the name of its directory promises: somebody changed it",
            hint=f"delete the directory {shown(directory)} and run the command again",
        )


def _differing(unit: Unit, directory: str, listing: Listing) -> Iterator[Change]:
    present = set(listing.files)
    for path, content in unit.files.items():
        if path not in present:
            yield _added(unit.path, path, content)
        elif not holds(f"{directory}/{path}", content):
            yield Change(f"{unit.path}/{path}", ChangeKind.CHANGED, read_file(f"{directory}/{path}"), content)


def _removed(unit: Unit, directory: str, paths: Iterable[str]) -> Iterator[Change]:
    for path in paths:
        yield Change(f"{unit.path}/{path}", ChangeKind.REMOVED, read_file(f"{directory}/{path}"), None)


def _added(unit: str, path: str, content: bytes) -> Change:
    return Change(f"{unit}/{path}" if unit else path, ChangeKind.ADDED, None, content)


def _compare_files(layout: Layout, root: str, directories: Directories) -> Iterator[Change]:
    for path, content in layout.files.items():
        full = f"{root}/{path}"
        mode = mode_of(full) if directories.exists(path.rpartition("/")[0]) else None
        if mode is None:
            yield _added("", path, content)
        elif mode == stat.S_IFLNK:
            raise linked(full)
        elif mode != stat.S_IFREG:
            raise UsageError(f"{shown(full)} is a directory where a file is wanted", hint="move the directory away")
        elif not holds(full, content):
            yield Change(path, ChangeKind.CHANGED, read_file(full), content)
