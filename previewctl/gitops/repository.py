"""The branch of previews, read and written without a work tree: its tip, what stands there, and commits on top of it."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from previewctl.errors import RemoteError
from previewctl.integrations.git_clone import Push, git_clone
from previewctl.integrations.git_credentials import credentials_for, git_location, token_from_environment
from previewctl.integrations.git_objects import Entry, entries_of, tree_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from previewctl.integrations.git_clone import GitClone

_EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
_TRAILER = re.compile(r"([A-Za-z-]+): (.*)")
_NOBODY = "previewctl <previewctl@users.noreply.github.com>"


class Change(NamedTuple):
    """What a commit is to hold: contents by path, None for a file or directory that is to go; and what it says.

    `trailers` are put below the message, as `Key: value`.
    """

    files: Mapping[str, bytes | None]
    message: str
    trailers: tuple[tuple[str, str], ...] = ()


class GitopsRepository:
    """One branch of a GitOps repository. Whatever is read is what the tip holds that was fetched last."""

    def __init__(self, clone: GitClone, *, sign: bool = False) -> None:
        """`sign`: commits carry a signature, as git is set up to make them."""
        self._clone = clone
        self._sign = sign
        self._committer: str | None = None
        self._objects: dict[str, bytes] = {}
        self._parsed: dict[str, dict[str, Entry]] = {}
        self.tip: str | None = None

    @property
    def shown(self) -> str:
        """The repository as messages name it."""
        return self._clone.shown

    @property
    def last_failure(self) -> str:
        """Why the last push ended as BROKEN."""
        return self._clone.last_failure

    @property
    def branch(self) -> str:
        """The branch."""
        return self._clone.branch

    def refresh(self) -> str | None:
        """Fetches the tip; None where the branch does not exist yet. RemoteError when that cannot be said."""
        self.tip = self._clone.fetch()
        return self.tip

    def entries(self, directory: str = "") -> dict[str, Entry]:
        """What a directory of the tip holds, by name; nothing where there is none."""
        return self.directories([directory])[directory]

    def directories(self, paths: Iterable[str], commit: str | None = None) -> dict[str, dict[str, Entry]]:
        """The entries of several directories; what is missing of them is fetched together.

        `commit` is one that `commit` gave, instead of the tip.
        """
        wanted = list(dict.fromkeys(paths))
        start = commit or self.tip
        found = dict.fromkeys(wanted, self._tree(start) if start else "")
        for depth in range(max((path.count("/") + 1 for path in wanted if path), default=0)):
            steps = {}
            for path in wanted:
                parts = path.split("/") if path else []
                if depth < len(parts):
                    entry = self._entries(found[path]).get(parts[depth])
                    steps[path] = entry.oid if entry and entry.is_directory else ""
            self._have(oid for oid in steps.values() if oid)
            found.update(steps)
        return {path: self._entries(oid) for path, oid in found.items()}

    def files(self, directory: str = "") -> dict[str, Entry]:
        """All files below a directory of the tip, by their paths from the root; level by level in one fetch each."""
        found: dict[str, Entry] = {}
        level = [directory]
        while level:
            listed = self.directories(level)
            level = []
            for path, entries in listed.items():
                for name, entry in entries.items():
                    inner = f"{path}/{name}" if path else name
                    if entry.is_directory:
                        level.append(inner)
                    else:
                        found[inner] = entry
        return dict(sorted(found.items()))

    def fetch_whole(self, directory: str) -> None:
        """Fetches a directory of the tip with everything below it, at once."""
        parent, _, name = directory.rpartition("/")
        entry = self.entries(parent).get(name) if directory else None
        oid = entry.oid if entry else self._tree(self.tip) if self.tip and not directory else ""
        if oid and oid not in self._objects and not self._clone.objects([oid]):
            self._clone.fetch_objects([oid], whole=True)

    def read(self, paths: Iterable[str]) -> dict[str, bytes]:
        """The contents of those paths that are regular files at the tip."""
        wanted = list(dict.fromkeys(paths))
        parents = self.directories(dict.fromkeys(path.rpartition("/")[0] for path in wanted))
        entries = {path: parents[path.rpartition("/")[0]].get(path.rpartition("/")[2]) for path in wanted}
        blobs = {path: entry.oid for path, entry in entries.items() if entry and entry.is_file}
        return self.blobs(blobs)

    def blobs(self, oids: Mapping[str, str]) -> dict[str, bytes]:
        """The contents of files by their ids, which `entries` and `files` give; the keys are the caller's own."""
        found = self._with_missing(oids.values())
        return {key: found[oid] for key, oid in oids.items()}

    def commit(self, change: Change, parent: str | None = None) -> str | None:
        """A commit on `parent`, the tip otherwise, that is only here yet; None where it would change nothing.

        `parent` is the tip, or a commit that this gave.
        """
        before = parent or self.tip
        if before:
            # Git rewrites the trees that lead to what changes, so they have to be here.
            self.directories(dict.fromkeys(path.rpartition("/")[0] for path in change.files), before)
        message = _message(change)
        commit = self._clone.write(before, change.files, message, self._identity())
        tree = tree_of(self._clone.objects([commit])[commit])
        if tree == (self._tree(before) if before else _EMPTY_TREE):
            return None
        return self._clone.write_signed(before, tree, message, self._identity()) if self._sign else commit

    def push(self, commit: str) -> Push:
        """Pushes a commit whose history leads to the tip, if the branch is still there."""
        outcome = self._clone.push(commit, self.tip)
        if outcome is Push.LANDED:
            self.tip = commit
        return outcome

    def trailers(self, line: str, most: int) -> dict[str, str] | None:
        """The trailers of the youngest commit that has this one, `Key: value`; None where no commit has it.

        Of those with the same key the last counts. History is fetched step by step, the commits alone, and no more than
        `most` of them.
        """
        if self.tip is None:
            return None
        depth = 1
        while True:
            for message in self._clone.messages(self.tip, line):
                if line in message.splitlines():
                    return _trailers(message)
            if self._clone.reaches_root() or depth >= most:
                return None
            depth = min(depth * 5 if depth > 1 else 100, most)
            self._clone.deepen(depth)

    def mentions(self, text: str, most: int) -> list[tuple[str, str, str]]:
        """The commits whose message has this text, newest first: SHA, time in RFC 3339, message.

        History is fetched, the commits alone, and no more than `most` of them.
        """
        if self.tip is None:
            return []
        if not self._clone.reaches_root():
            self._clone.deepen(most)
        return self._clone.commits(self.tip, text)

    def _tree(self, commit: str) -> str:
        tree = tree_of(self._content(commit))
        self._have([tree])
        return tree

    def _identity(self) -> str:
        if self._committer is None:
            self._committer = self._clone.identity() or _NOBODY
        return self._committer

    def _content(self, oid: str) -> bytes:
        return self._with_missing([oid])[oid]

    def _entries(self, oid: str) -> dict[str, Entry]:
        if oid not in self._parsed:
            self._parsed[oid] = entries_of(self._content(oid)) if oid else {}
        return self._parsed[oid]

    def _have(self, oids: Iterable[str]) -> None:
        self._with_missing(oids)

    def _with_missing(self, oids: Iterable[str]) -> dict[str, bytes]:
        """The contents of objects, after those that are not here have been fetched, all at once."""
        wanted = list(dict.fromkeys(oids))
        self._objects.update(self._clone.objects(oid for oid in wanted if oid not in self._objects))
        if missing := [oid for oid in wanted if oid not in self._objects]:
            self._clone.fetch_objects(missing)
            self._objects.update(self._clone.objects(missing))
        if lost := [oid for oid in wanted if oid not in self._objects]:
            raise RemoteError(f"{self.shown} has lost an object of its branch {self.branch}: {lost[0]}")
        return {oid: self._objects[oid] for oid in wanted}


@contextmanager
def open_gitops(
    location: str, branch: str, *, token: Callable[[str], str | None] | None = None, sign: bool = False
) -> Iterator[GitopsRepository]:
    """A branch of the repository that `--gitops` names, a URL or a directory; it has to be refreshed before it is read.

    `token` gives the token for a host; by default it comes from the environment.
    """
    where = git_location(location)
    credentials = credentials_for(where, token or token_from_environment())
    with git_clone(where, branch, credentials) as clone:
        yield GitopsRepository(clone, sign=sign)


def _message(change: Change) -> str:
    lines = "".join(f"{key}: {value}\n" for key, value in change.trailers)
    return f"{change.message.rstrip()}\n\n{lines}" if lines else f"{change.message.rstrip()}\n"


def _trailers(message: str) -> dict[str, str]:
    """The last paragraph's lines of the form `Key: value`."""
    lines = message.strip().rpartition("\n\n")[2].splitlines()
    return {found[1]: found[2] for line in lines if (found := _TRAILER.fullmatch(line))}
