"""A rendered tree: paths and bytes, held in memory until `write` puts it on disk."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

_PATH = re.compile(r"(?!\.{1,2}(?:/|$))[^/\0]+(?:/(?!\.{1,2}(?:/|$))[^/\0]+)*")


class FileTree(Mapping[str, bytes]):
    """An immutable map from relative POSIX paths to contents, iterated in the order of its paths.

    Paths are plain texts: a run has tens of thousands of them, and path objects would cost more than the rendering.
    """

    __slots__ = ("_files",)

    def __init__(self, files: Mapping[str, bytes] = MappingProxyType({})) -> None:
        """Takes the files by path; raises ValueError for a path that is absolute or leaves the tree."""
        for path in files:
            if not _PATH.fullmatch(path):
                raise ValueError(f"not a path inside a tree: {path!r}")
        self._files = {path: files[path] for path in sorted(files)}

    def __getitem__(self, path: str) -> bytes:
        return self._files[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def under(self, directory: str) -> FileTree:
        """The same files, moved below `directory`."""
        return FileTree({f"{directory}/{path}": content for path, content in self._files.items()})

    def merged(self, *others: FileTree) -> FileTree:
        """This tree and `others` as one; where two name the same path the later one counts."""
        files = dict(self._files)
        for other in others:
            files.update(other.items())
        return FileTree(files)

    def digest(self) -> str:
        """SHA-256 over paths and contents, as 64 hexadecimal digits; the order of creation does not enter."""
        total = hashlib.sha256()
        for path, content in self._files.items():
            name = path.encode()
            total.update(b"%d %d " % (len(name), len(content)))
            total.update(name)
            total.update(content)
        return total.hexdigest()
