"""Reads files at a commit, through Git's trees: the contents API would follow a symbolic link to what it points at.

https://docs.github.com/en/rest/git/trees: a recursive tree is cut at 100,000 entries or 7 MB, and says so.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any, NamedTuple

from previewctl.integrations.github.failures import GitHubError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.integrations.github.transport import Transport

LARGEST_FILE = 4 << 20
_REGULAR = frozenset({"100644", "100755"})
_MOST_TREES = 2_000


class Entry(NamedTuple):
    """A regular file in a tree: its path, its blob, and its size in bytes where GitHub says it."""

    path: str
    blob: str
    size: int | None


class Files:
    """The regular files of commits. What was read of a commit is kept: it never changes."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._trees: dict[tuple[str, str], dict[str, Entry] | None] = {}

    def blobs(self, repository: str, sha: str) -> dict[str, str]:
        """Path → blob id, of all regular files. A tree that GitHub cuts is walked directory by directory."""
        whole = self._whole(repository, sha)
        entries = whole.values() if whole is not None else self._walk(repository, sha)
        return {entry.path: entry.blob for entry in entries}

    def file(self, repository: str, sha: str, path: str) -> bytes | None:
        """The content of a regular file; None where there is none, or a link, a directory or a submodule."""
        whole = self._whole(repository, sha)
        entry = whole.get(path) if whole is not None else self._descend(repository, sha, path)
        if entry is None:
            return None
        if entry.size is not None and entry.size > LARGEST_FILE:
            raise _too_large(path, repository, sha)
        content = self._blob(repository, entry.blob)
        if len(content) > LARGEST_FILE:
            raise _too_large(path, repository, sha)
        return content

    def _whole(self, repository: str, sha: str) -> dict[str, Entry] | None:
        """All files of a commit; None where GitHub cuts the list."""
        key = (repository, sha)
        if key not in self._trees:
            tree = self._tree(repository, sha, recursive=True)
            entries = (_regular(item, "") for item in tree["tree"])
            self._trees[key] = None if tree.get("truncated") else {item.path: item for item in entries if item}
        return self._trees[key]

    def _walk(self, repository: str, sha: str) -> Iterator[Entry]:
        waiting, asked = [("", sha)], 0
        while waiting:
            prefix, tree_id = waiting.pop()
            asked += 1
            if asked > _MOST_TREES:
                raise GitHubError(
                    f"{repository} at {sha} has more directories than are read ({_MOST_TREES})",
                    hint="ask for single files, or fetch it with git",
                )
            tree = self._tree(repository, tree_id, recursive=bool(prefix))
            if tree.get("truncated") and prefix:
                tree = self._tree(repository, tree_id, recursive=False)
                recursive = False
            else:
                recursive = bool(prefix)
            for item in tree["tree"]:
                if entry := _regular(item, prefix):
                    yield entry
                elif not recursive and item.get("type") == "tree":
                    waiting.append((f"{prefix}{item['path']}/", item["sha"]))

    def _descend(self, repository: str, sha: str, path: str) -> Entry | None:
        """One file, through the directories on its way."""
        *directories, name = path.split("/")
        tree_id, prefix = sha, ""
        for directory in directories:
            items = self._tree(repository, tree_id, recursive=False)["tree"]
            found = [item for item in items if item["path"] == directory and item.get("type") == "tree"]
            if not found:
                return None
            tree_id, prefix = found[0]["sha"], f"{prefix}{directory}/"
        items = self._tree(repository, tree_id, recursive=False)["tree"]
        return next((entry for item in items if item["path"] == name and (entry := _regular(item, prefix))), None)

    def _tree(self, repository: str, tree_id: str, *, recursive: bool) -> Any:
        query = {"recursive": 1} if recursive else None
        tree = self._transport.get(f"/repos/{repository}/git/trees/{tree_id}", query)
        items = tree.get("tree") if isinstance(tree, dict) else None
        if not isinstance(items, list) or not all(_is_item(item) for item in items):
            raise GitHubError(f"GitHub's tree {tree_id} of {repository} has another form than documented")
        return tree

    def _blob(self, repository: str, blob: str) -> bytes:
        found = self._transport.get(f"/repos/{repository}/git/blobs/{blob}")
        try:
            return base64.b64decode(found["content"]) if found["encoding"] == "base64" else found["content"].encode()
        except (KeyError, TypeError, AttributeError, binascii.Error):
            raise GitHubError(f"GitHub's blob {blob} of {repository} has another form than documented") from None


def _is_item(item: Any) -> bool:
    return isinstance(item, dict) and all(isinstance(item.get(key), str) for key in ("path", "mode", "type", "sha"))


def _regular(item: Any, prefix: str) -> Entry | None:
    if item["mode"] not in _REGULAR or item["type"] != "blob":
        return None
    size = item.get("size")
    return Entry(prefix + item["path"], item["sha"], size if isinstance(size, int) else None)


def _too_large(path: str, repository: str, sha: str) -> GitHubError:
    return GitHubError(
        f"`{path}` of {repository} at {sha[:12]} is larger than {LARGEST_FILE >> 20} MiB",
        hint="previewctl reads no file of that size from a pull request",
    )
