"""One state of the branch of previews as a listing, divided into what is written as a whole: previews and bases."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple, Protocol

from previewctl.gitops.index import read_bounded
from previewctl.integrations.git_objects import Entry
from previewctl.render.git_ids import git_blob

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_PREVIEW = re.compile(r"previews/([a-z0-9](?:[-a-z0-9]{0,38}[a-z0-9])?)/pr-([1-9][0-9]{0,9})/(.+)", re.DOTALL)
_BASES = re.compile(r"previews/_bases/([0-9a-f]{12})/(.+)", re.DOTALL)
_LINK = "120000"
_PROGRAM = "100755"
_UNREADABLE = "0" * 40

Key = tuple[str, int]
"""A service and a pull request."""


class Tree(Protocol):
    """What a branch holds: `files` has everything but directories, links and submodules too, by path."""

    @property
    def files(self) -> Mapping[str, Entry]:
        """By path, with `/` between its parts."""
        ...

    def contents(self, paths: Iterable[str]) -> Mapping[str, bytes]:
        """The contents of those that are regular files of a size that previewctl writes."""
        ...


class Parts(NamedTuple):
    """A listing by what owns its files, each by the path below: previews, bases, `argocd/`; `foreign` is all else."""

    previews: Mapping[Key, Mapping[str, Entry]]
    bases: Mapping[str, Mapping[str, Entry]]
    control: Mapping[str, Entry]
    foreign: tuple[str, ...]


def parts_of(files: Mapping[str, Entry]) -> Parts:
    """Divides a listing. A path that is spelled in another way than previewctl does is foreign."""
    previews: dict[Key, dict[str, Entry]] = {}
    bases: dict[str, dict[str, Entry]] = {}
    control: dict[str, Entry] = {}
    foreign = []
    for path, entry in files.items():
        if found := _PREVIEW.fullmatch(path):
            previews.setdefault((found[1], int(found[2])), {})[found[3]] = entry
        elif found := _BASES.fullmatch(path):
            bases.setdefault(found[1], {})[found[2]] = entry
        elif path.startswith("argocd/"):
            control[path] = entry
        else:
            foreign.append(path)
    return Parts(dict(sorted(previews.items())), bases, control, tuple(sorted(foreign)))


class DirectoryTree:
    """A directory on disk, without what git keeps for itself; nothing is read through a link."""

    def __init__(self, root: str) -> None:
        """Lists it, and hashes each file as git would."""
        self._root = root
        self.files: dict[str, Entry] = {}
        for parent, directories, names in os.walk(root):
            inner = os.path.relpath(parent, root).replace(os.sep, "/")
            start = "" if inner == "." else f"{inner}/"
            links = [name for name in directories if os.path.islink(os.path.join(parent, name))]
            directories[:] = sorted(name for name in directories if name not in links and (start or name != ".git"))
            for name in sorted([*names, *links]):
                if start or name != ".git":
                    self.files[f"{start}{name}"] = _entry(os.path.join(parent, name))

    def contents(self, paths: Iterable[str]) -> dict[str, bytes]:
        """The contents of those that are regular files of no more than 4 MiB."""
        found = {path: read_bounded(os.path.join(self._root, path)) for path in paths if path in self.files}
        return {path: content for path, content in found.items() if content is not None}


def _entry(path: str) -> Entry:
    if os.path.islink(path):
        return Entry(_LINK, _UNREADABLE)
    content = read_bounded(path)
    if content is None:
        return Entry("100644", _UNREADABLE)
    return Entry(_PROGRAM if os.access(path, os.X_OK) else "100644", git_blob(content))
