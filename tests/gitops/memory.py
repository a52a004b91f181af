"""A branch of previews in memory, with Git's ids: thousands of histories in the time of one on disk."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from previewctl.integrations.git_clone import Push
from previewctl.integrations.git_objects import DIRECTORY, Entry
from previewctl.render.git_ids import git_blob, git_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from previewctl.gitops.repository import Change

Files = dict[str, bytes]


class MemoryRemote:
    """The branch: its commits, and the files of each. `overtake` is called before a push, once, and may write."""

    def __init__(self) -> None:
        self.commits: dict[str, Files] = {"": {}}
        self.tip = ""
        self.overtake: Callable[[], None] | None = None

    @property
    def files(self) -> Files:
        """What the tip holds."""
        return self.commits[self.tip]

    def write(self, changes: Mapping[str, bytes | None]) -> None:
        """A commit by somebody else."""
        self.tip = self.add(self.tip, changes)

    def add(self, parent: str, changes: Mapping[str, bytes | None]) -> str:
        """A commit that is on no branch yet."""
        files = dict(self.commits[parent])
        for path, content in changes.items():
            if content is None:
                for name in [name for name in files if name == path or name.startswith(f"{path}/")]:
                    del files[name]
        files.update({path: content for path, content in changes.items() if content is not None})
        digest = hashlib.sha1(repr(sorted(files.items())).encode() + parent.encode(), usedforsecurity=False)
        self.commits[digest.hexdigest()] = files
        return digest.hexdigest()


class MemoryRepository:
    """A clone of it, with the methods of `GitopsRepository` that `sync` uses."""

    shown = "memory"
    branch = "previews"
    last_failure = ""

    def __init__(self, remote: MemoryRemote) -> None:
        self._remote = remote
        self.tip: str | None = None

    def refresh(self) -> str | None:
        self.tip = self._remote.tip
        return self.tip

    def entries(self, directory: str = "") -> dict[str, Entry]:
        return self.directories([directory])[directory]

    def directories(self, paths: Iterable[str], commit: str | None = None) -> dict[str, dict[str, Entry]]:
        files = self._remote.commits[commit or self.tip or ""]
        return {path: _entries(files, path) for path in paths}

    def files(self, directory: str = "") -> dict[str, Entry]:
        start = f"{directory}/" if directory else ""
        found = self._remote.commits[self.tip or ""].items()
        return {path: Entry("100644", git_blob(content)) for path, content in found if path.startswith(start)}

    def blobs(self, oids: Mapping[str, str]) -> dict[str, bytes]:
        known = {git_blob(content): content for files in self._remote.commits.values() for content in files.values()}
        return {key: known[oid] for key, oid in oids.items()}

    def commit(self, change: Change, parent: str | None = None) -> str | None:
        before = parent or self.tip or ""
        commit = self._remote.add(before, change.files)
        return None if self._remote.commits[commit] == self._remote.commits[before] else commit

    def push(self, commit: str) -> Push:
        if self._remote.overtake is not None:
            overtake, self._remote.overtake = self._remote.overtake, None
            overtake()
        if self._remote.tip != self.tip:
            return Push.OVERTAKEN
        self._remote.tip = self.tip = commit
        return Push.LANDED


def _entries(files: Files, directory: str) -> dict[str, Entry]:
    start = f"{directory}/" if directory else ""
    below: dict[str, Files] = {}
    found: dict[str, Entry] = {}
    for path, content in files.items():
        if path.startswith(start):
            name, inside, rest = path[len(start) :].partition("/")
            if inside:
                below.setdefault(name, {})[rest] = content
            else:
                found[name] = Entry("100644", git_blob(content))
    return found | {name: Entry(DIRECTORY, git_tree(inner)) for name, inner in below.items()}
