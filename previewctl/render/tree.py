"""A rendered tree: paths and bytes, held in memory until `write` puts it on disk."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath


class FileTree(Mapping[PurePosixPath, bytes]):
    """An immutable map from relative POSIX paths to contents, iterated in the order of its paths.

    Raises ValueError for a path that is absolute or leaves the tree.
    """

    __slots__ = ("_files",)

    def __init__(self, files: Mapping[PurePosixPath, bytes] | Iterable[tuple[PurePosixPath, bytes]] = ()) -> None:
        """Takes the files by path; of a path that is given twice the last one counts."""
        contents = dict(files)
        for path in contents:
            if path.is_absolute() or ".." in path.parts or not path.parts:
                raise ValueError(f"not a path inside a tree: {path}")
        self._files = {path: contents[path] for path in sorted(contents)}

    def __getitem__(self, path: PurePosixPath) -> bytes:
        return self._files[path]

    def __iter__(self) -> Iterator[PurePosixPath]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def under(self, directory: PurePosixPath) -> FileTree:
        """The same files, moved below `directory`."""
        return FileTree((directory / path, content) for path, content in self._files.items())

    def merged(self, *others: FileTree) -> FileTree:
        """This tree and `others` as one; where two name the same path the later one counts."""
        return FileTree(item for tree in (self, *others) for item in tree.items())

    def digest(self) -> str:
        """SHA-256 over paths and contents, as 64 hexadecimal digits; the order of creation does not enter."""
        total = hashlib.sha256()
        for path, content in self._files.items():
            total.update(hashlib.sha256(str(path).encode()).digest())
            total.update(hashlib.sha256(content).digest())
        return total.hexdigest()
