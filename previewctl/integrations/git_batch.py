"""One `git cat-file --batch` that answers for as long as a clone is open: a process for each question would cost more."""

from __future__ import annotations

import subprocess
from contextlib import suppress
from typing import TYPE_CHECKING

from previewctl.errors import RemoteError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from previewctl.integrations.git_program import GitRun

_END = b"\n"


class ObjectReader:
    """Reads objects of a repository by their ids. It is started with the first question, and looks for new packs by itself."""

    def __init__(self, how: GitRun) -> None:
        """Of the repository that git is run in."""
        self._how = how
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, oids: Iterable[str]) -> dict[str, bytes]:
        """The contents of those that are there; RemoteError when git does not answer as documented."""
        found = {}
        for oid in dict.fromkeys(oids):
            content = self._one(oid)
            if content is not None:
                found[oid] = content
        return found

    def close(self) -> None:
        """Ends the process."""
        if self._process is None:
            return
        self._process.kill()
        with suppress(OSError):
            self._process.communicate()
        self._process = None

    def _one(self, oid: str) -> bytes | None:
        process = self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(oid.encode() + _END)
            process.stdin.flush()
            head = process.stdout.readline().split()
        except OSError:
            head = []
        if len(head) == 2 and head[1] == b"missing":
            return None
        content = process.stdout.read(int(head[2]) + 1) if len(head) == 3 else b""
        if not content.endswith(_END):
            self.close()
            raise RemoteError(f"what was fetched cannot be read: {oid}", hint="nothing was changed; run it again")
        return content[:-1]

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = subprocess.Popen(
                ["git", "-C", self._how.directory, "cat-file", "--batch"],
                env=self._how.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        return self._process
