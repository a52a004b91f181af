"""A commit of a local Git repository: its files, without a work tree."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from previewctl.errors import UsageError
from previewctl.integrations.git_objects import Entry
from previewctl.integrations.git_program import GitRun, environment_with, reason, run_git

if TYPE_CHECKING:
    from collections.abc import Iterable

    from previewctl.integrations.git_program import GitDone

_LARGEST = 4 << 20
_SECONDS = 120
_SETTINGS = {"core.hooksPath": os.devnull, "core.fsmonitor": "false", "core.alternateRefsCommand": "true"}


class CommittedTree:
    """What a commit holds: `files` has everything but directories, by path; bytes that are no text are escaped in it."""

    def __init__(self, directory: str, ref: str) -> None:
        """Of a branch, tag or commit of the repository at `directory`; UsageError where git does not know it."""
        self._run = GitRun(directory, environment_with(_SETTINGS, {"GIT_NO_LAZY_FETCH": "1"}))
        named = self._git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
        self.commit = named.out.decode().strip()
        if named.code or not self.commit:
            raise UsageError(
                f"git knows no commit `{ref}` in {directory}",
                hint="fetch it first; a checkout of depth 1 has only its newest",
            )
        self.files = dict(self._listed())

    def contents(self, paths: Iterable[str]) -> dict[str, bytes]:
        """The contents of those that are regular files of no more than 4 MiB."""
        wanted = {path: self.files[path].oid for path in paths if path in self.files and self.files[path].is_file}
        sizes = self._batch("--batch-check", wanted.values())
        small = [line.split() for line in sizes.splitlines()]
        oids = {oid.decode() for oid, *rest in small if len(rest) == 2 and int(rest[1]) <= _LARGEST}
        found = _objects(self._batch("--batch", sorted(oids)))
        return {path: found[oid] for path, oid in wanted.items() if oid in found}

    def _listed(self) -> Iterable[tuple[str, Entry]]:
        listing = self._git("ls-tree", "-r", "-z", "--full-tree", self.commit)
        if listing.code:
            raise UsageError(f"git cannot list the commit {self.commit}: {reason(listing)}")
        for line in listing.out.split(b"\0"):
            if line:
                facts, _, name = line.partition(b"\t")
                mode, _, oid = facts.split()
                yield os.fsdecode(name), Entry(mode.decode(), oid.decode())

    def _batch(self, how: str, oids: Iterable[str]) -> bytes:
        stdin = "".join(f"{oid}\n" for oid in dict.fromkeys(oids)).encode()
        return self._git("cat-file", how, stdin=stdin).out if stdin else b""

    def _git(self, *arguments: str, stdin: bytes = b"") -> GitDone:
        return run_git(self._run, arguments, stdin=stdin, seconds=_SECONDS)


def is_repository(directory: str) -> bool:
    """Whether a directory is a work tree's root, or a bare repository."""
    inside = os.path.join(directory, ".git")
    return os.path.lexists(inside) or (
        os.path.isfile(os.path.join(directory, "HEAD")) and os.path.isdir(os.path.join(directory, "objects"))
    )


def _objects(out: bytes) -> dict[str, bytes]:
    found, place = {}, 0
    while place < len(out):
        end = out.index(b"\n", place)
        head, place = out[place:end].split(b" "), end + 1
        if len(head) == 3:
            size = int(head[2])
            found[head[0].decode()] = out[place : place + size]
            place += size + 1
    return found
