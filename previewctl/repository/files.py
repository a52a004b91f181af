"""The files of a repository, read without following anything out of it and without reading without bound."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SKIPPED = frozenset({
    ".git", ".hg", ".idea", ".mypy_cache", ".nox", ".tox", ".venv", "__pycache__", "bower_components", "build", "dist",
    "env", "node_modules", "site-packages", "static_root", "staticfiles", "vendor", "venv",
})  # fmt: skip
"""Directories that hold what was installed or built, and not the service's own code."""
_MOST_ENTRIES = 50_000
_DEEPEST = 8


class Repository:
    """A directory and what is below it; paths are relative to it, with `/`, as evidence shows them."""

    def __init__(self, root: Path | str = ".") -> None:
        """`root` is the service's directory; it need not be that of a Git repository."""
        self.root = Path(root)
        self._real = os.path.realpath(self.root)
        self._texts: dict[str, str | None] = {}
        self._listings: dict[int, tuple[str, ...]] = {}

    @property
    def name(self) -> str:
        """What the directory is called."""
        return os.path.basename(self._real)

    def exists(self, path: str) -> bool:
        """Whether there is a file of that path, which is not a link that leaves the directory."""
        return self._located(path) is not None

    def text(self, path: str) -> str | None:
        """What a file holds; None for one that is not there, too large, no text, or outside of the directory."""
        if path not in self._texts:
            self._texts[path] = self._read(path)
        return self._texts[path]

    def names_in(self, directory: str) -> tuple[str, ...]:
        """The names of the files of one directory, sorted; nothing for one that is not there, or a link that leaves this one."""
        if "\0" in directory:
            return ()
        full = os.path.realpath(os.path.join(self._real, *PurePosixPath(directory).parts))
        if full != self._real and not full.startswith(self._real + os.sep):
            return ()
        try:
            with os.scandir(full) as entries:
                return tuple(sorted(entry.name for entry in islice(entries, _MOST_ENTRIES) if entry.is_file()))
        except OSError:
            return ()

    def walk(self, depth: int = _DEEPEST) -> tuple[str, ...]:
        """All files that are the service's own, sorted, those closest to the root first; bounded in number and depth.

        `depth` is how many directories may stand above a file.
        """
        if depth not in self._listings:
            found = list(self._below(min(depth, _DEEPEST)))
            self._listings[depth] = tuple(sorted(found, key=lambda path: (path.count("/"), path)))
        return self._listings[depth]

    def named(self, *names: str) -> tuple[str, ...]:
        """The paths of `walk` whose last part is one of `names`."""
        return self.find(names)

    def find(self, names: Iterable[str], depth: int = _DEEPEST) -> tuple[str, ...]:
        """The files of these names, those closest to the root first, with at most `depth` directories above them."""
        wanted = frozenset(names)
        return tuple(path for path in self.walk(depth) if path.rpartition("/")[2] in wanted)

    def _located(self, path: str) -> str | None:
        parts = PurePosixPath(path).parts
        if not parts or path.startswith("/") or ".." in parts or "\0" in path:
            return None
        full = os.path.join(self._real, *parts)
        try:
            real = os.path.realpath(full)
            inside = real == full or real.startswith(self._real + os.sep)
            return real if inside and os.path.isfile(real) else None
        except (OSError, ValueError):
            return None

    def _read(self, path: str) -> str | None:
        # Imported here: `lint` loads this module for Django services, and has its own reader loaded already.
        from previewctl.source.read import SourceText, read_source

        located = self._located(path)
        source = read_source(located) if located else None
        return source.text if isinstance(source, SourceText) else None

    def _below(self, deepest: int) -> Iterator[str]:
        seen = 0
        for parent, directories, names in os.walk(self._real):
            seen += 1 + len(directories)
            inner = os.path.relpath(parent, self._real)
            depth = 0 if inner == "." else inner.count(os.sep) + 1
            directories[:] = (
                sorted(name for name in directories if name not in SKIPPED and not name.endswith(".egg-info"))
                if depth < deepest
                else []
            )
            if seen > _MOST_ENTRIES:
                return
            for name in sorted(names):
                seen += 1
                if seen > _MOST_ENTRIES:
                    return
                yield name if inner == "." else f"{inner.replace(os.sep, '/')}/{name}"
