"""A tree, sorted into the units that are replaced as a whole and the files that stand alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from previewctl.render.tree import FileTree

BASES = "_bases"


@dataclass(frozen=True, slots=True)
class Unit:
    """A directory that previewctl owns as a whole: its path below the root, and its files by their path below it."""

    path: str
    files: Mapping[str, bytes]

    @property
    def immutable(self) -> bool:
        """Whether the directory's name promises its content: then it is written once and never changed or removed."""
        return f"/{self.path}".rpartition("/")[0].endswith(f"/{BASES}")


@dataclass(frozen=True, slots=True)
class Layout:
    """The units in the order in which they are written (what others refer to comes first), and the single files."""

    units: tuple[Unit, ...]
    files: Mapping[str, bytes]


def lay_out(tree: FileTree, units: Sequence[str]) -> Layout:
    """Sorts the files of `tree` into `units` and single files.

    Raises ValueError when a unit is not a path inside the root, lies in another one, or when a path of the tree is
    both a file and a directory.
    """
    _check_units(units)
    contents: dict[str, dict[str, bytes]] = {unit: {} for unit in units}
    depths = sorted({unit.count("/") + 1 for unit in units})
    files: dict[str, bytes] = {}
    for path, content in tree.items():
        parts = path.split("/")
        for depth in depths:
            unit = "/".join(parts[:depth])
            if depth < len(parts) and unit in contents:
                contents[unit][path[len(unit) + 1 :]] = content
                break
        else:
            files[path] = content
    _check_files(files, contents)
    ordered = sorted(
        (Unit(path, found) for path, found in contents.items()), key=lambda unit: (not unit.immutable, unit.path)
    )
    return Layout(tuple(ordered), files)


def directories_of(paths: Iterable[str]) -> set[str]:
    """Every directory above one of `paths`, without the root."""
    found: set[str] = set()
    for path in paths:
        parent = path.rpartition("/")[0]
        while parent and parent not in found:
            found.add(parent)
            parent = parent.rpartition("/")[0]
    return found


def _check_units(units: Sequence[str]) -> None:
    known = set(units)
    for unit in units:
        if not {"", ".", ".."}.isdisjoint(unit.split("/")):
            raise ValueError(f"not a directory inside the root: {unit}")
        if not known.isdisjoint(directories_of([unit])):
            raise ValueError(f"a unit inside another unit: {unit}")


def _check_files(files: Mapping[str, bytes], units: Mapping[str, Mapping[str, bytes]]) -> None:
    twice = directories_of(files).union(units, directories_of(units)).intersection(files)
    for found in units.values():
        twice |= directories_of(found).intersection(found)
    if twice:
        raise ValueError(f"both a file and a directory: {min(twice)}")
