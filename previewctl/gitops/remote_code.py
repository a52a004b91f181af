"""The code of a pull request that is not checked out: its files are listed at once, and each is read when it is wanted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from previewctl.diagnostics.model import Diagnostic
from previewctl.errors import UsageError
from previewctl.repository.files import SKIPPED, Repository
from previewctl.source.encoding import decode
from previewctl.source.read import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from previewctl.ports import PullRequests

MOST_FILES = 1_000
"""Each file costs a request: a pull request must not use up what all previews have of them."""
_DECIDES = re.compile(r"migration|settings|config|(?:^|/)(?:apps|manage|__init__|wsgi|asgi|celery)\.py$")
"""Files that say which apps there are, and the migrations themselves."""


class RemoteCode(Repository):
    """A directory of a repository at a commit, read through the API. Links and submodules are not in it."""

    def __init__(
        self, source: PullRequests, repository: str, sha: str, directory: str, blobs: Mapping[str, str]
    ) -> None:
        """`blobs` are all files of the commit; `directory` is the service's, `.` for the top."""
        super().__init__()
        self._source, self._repository, self._sha = source, repository, sha
        self._prefix = "" if directory in {"", "."} else f"{directory.strip('/')}/"
        self.blobs = {
            path.removeprefix(self._prefix): blob
            for path, blob in sorted(blobs.items())
            if path.startswith(self._prefix)
        }
        self._read_files = 0

    @property
    def name(self) -> str:
        """What the directory is called."""
        return (self._prefix.rstrip("/") or self._repository).rpartition("/")[2]

    def exists(self, path: str) -> bool:
        """Whether the commit has that file."""
        return path in self.blobs

    def decides_the_same(self, blobs: Mapping[str, str]) -> bool:
        """Whether all that migrations are read from is in another commit, too; `blobs` are all files of that one."""
        other = {path.removeprefix(self._prefix): blob for path, blob in blobs.items() if path.startswith(self._prefix)}
        names = {path for path in self.blobs.keys() | other.keys() if _DECIDES.search(path)}
        return all(self.blobs.get(path) == other.get(path) for path in names)

    def names_in(self, directory: str) -> tuple[str, ...]:
        """The names of the files of one directory, sorted."""
        prefix = "" if directory in {"", "."} else f"{directory.rstrip('/')}/"
        inner = (path[len(prefix) :] for path in self.blobs if path.startswith(prefix))
        return tuple(sorted(name for name in inner if "/" not in name))

    def content(self, path: str) -> bytes | None:
        """What a file holds; UsageError when a pull request makes this read more files than any service needs."""
        if path not in self.blobs:
            return None
        self._read_files += 1
        if self._read_files > MOST_FILES:
            raise UsageError(
                f"the migrations of {self._repository} are more than {MOST_FILES} files, which is not read through the API",
                hint="squash them, or publish from a checkout",
            )
        return self._source.file(self._repository, self._sha, self._prefix + path)

    def _read(self, path: str) -> str | None:
        content = self.content(path)
        if content is None or len(content) > MAX_BYTES:
            return None
        text = decode(content, path)
        return None if isinstance(text, Diagnostic) else text

    def _below(self, deepest: int) -> Iterator[str]:
        for path in self.blobs:
            directories = path.split("/")[:-1]
            if len(directories) <= deepest and not any(_is_skipped(name) for name in directories):
                yield path


def _is_skipped(name: str) -> bool:
    return name in SKIPPED or name.endswith(".egg-info")
