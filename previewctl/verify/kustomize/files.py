"""Reads the files of an overlay and of what it is built on, without following links and without reading without bound."""

from __future__ import annotations

import os
import posixpath
from typing import TYPE_CHECKING

from previewctl.diagnostics.model import Diagnostic
from previewctl.source.foreign import ForeignProblem, read_foreign_yaml
from previewctl.source.read import read_source
from previewctl.verify.kustomize.refusal import Refused

if TYPE_CHECKING:
    from previewctl.source.foreign import ForeignNode

NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
_MOST_FILES = 2_000


class Files:
    """The files of one build. A kustomization's own files stand in its directory or below; bases may stand elsewhere."""

    def __init__(self) -> None:
        self._read = 0

    def kustomization(self, directory: str) -> str | None:
        """The path of a directory's kustomization."""
        for name in NAMES:
            if os.path.isfile(path := os.path.join(directory, name)) and not os.path.islink(path):
                return path
        return None

    def below(self, directory: str, name: str, source: str, line: int) -> str:
        """The path of a file that a kustomization names; Kustomize too reads none from outside of its directory."""
        parts = posixpath.normpath(name).split("/")
        if not name or posixpath.isabs(name) or ".." in parts or "\0" in name:
            raise Refused(f"`{name}` is not in the directory of this kustomization", source, line)
        return self._plain(directory, parts, name, source, line)

    def beside(self, directory: str, name: str, source: str, line: int) -> str:
        """The path of a file or directory that a kustomization is built on, which may stand above it."""
        if (
            "://" in name
            or name.startswith(("git@", "github.com/"))
            or posixpath.isabs(name)
            or "\0" in name
            or not name
        ):
            raise Refused(f"`{name}` is not a relative path", source, line, kustomize_could=True)
        parts = posixpath.normpath(name).split("/")
        return self._plain(directory, parts, name, source, line)

    def _plain(self, directory: str, parts: list[str], name: str, source: str, line: int) -> str:
        path = directory
        for part in parts:
            path = os.path.normpath(os.path.join(path, part))
            if os.path.islink(path):
                raise Refused(f"`{name}` leads through a symbolic link", source, line)
        if not os.path.exists(path):
            raise Refused(f"`{name}` does not exist", source, line)
        return path

    def text(self, path: str) -> str:
        """What a file holds."""
        self._read += 1
        if self._read > _MOST_FILES:
            raise Refused(f"the overlay consists of more than {_MOST_FILES:,} files", path)
        found = read_source(path)
        if isinstance(found, Diagnostic):
            raise Refused(found.message, path)
        return found.text

    def documents(self, path: str) -> list[ForeignNode]:
        """The documents of a YAML file."""
        return parsed(self.text(path), path)


def parsed(text: str, path: str) -> list[ForeignNode]:
    """The documents of a YAML text; `path` is the file that it stands in."""
    found = read_foreign_yaml(text)
    if isinstance(found, ForeignProblem):
        raise Refused(found.message, path, found.line)
    return found
