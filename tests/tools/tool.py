"""What a tool is: a name, the pins and sources that decide its contents, and a recipe."""

from __future__ import annotations

import hashlib
import importlib.metadata
import platform
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


class BuildError(Exception):
    """A recipe failed. The text says which command and shows the end of its output."""


def distribution_version(name: str) -> str:
    """The version of an installed Python distribution, `none` without it: a recipe that needs it says so."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "none"


@dataclass(frozen=True, kw_only=True)
class Tool:
    """One thing in the cache: `build` fills an empty directory, `pins` and `sources` decide what it puts there."""

    name: str
    version: str
    build: Callable[[Path], None]
    pins: tuple[str, ...] = ()
    sources: tuple[Path, ...] = ()

    @property
    def digest(self) -> str:
        """12 hex digits over the name, the version, the pins, the machine's kind and the sources' contents."""
        sha = hashlib.sha256()
        for text in (self.name, self.version, sys.platform, platform.machine(), *self.pins):
            sha.update(text.encode() + b"\0")
        for path in self._source_files():
            sha.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        return sha.hexdigest()[:12]

    @property
    def directory_name(self) -> str:
        """`<name>-<version>-<digest>`: another pin or source gives another directory."""
        return f"{self.name}-{self.version}-{self.digest}"

    def _source_files(self) -> Iterator[Path]:
        for source in self.sources:
            if source.is_dir():
                yield from sorted(p for p in source.iterdir() if p.suffix == ".go" or p.name in {"go.mod", "go.sum"})
            else:
                yield source
