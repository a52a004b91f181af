"""The forms of Git's objects and of its import stream.

https://git-scm.com/docs/git-fast-import
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

_TREE = re.compile(rb"^tree ([0-9a-f]{40,64})$", re.MULTILINE)
_UNQUOTED = re.compile(r"[A-Za-z0-9._/-]+")
DIRECTORY = "40000"


class Entry(NamedTuple):
    """An entry of a directory in Git: `mode` in octal, such as 100644, or 40000 for a directory, and the object's id."""

    mode: str
    oid: str

    @property
    def is_directory(self) -> bool:
        """Whether it is one."""
        return self.mode == DIRECTORY

    @property
    def is_file(self) -> bool:
        """Whether it is a regular file: no link, and no submodule."""
        return self.mode.startswith("100")


def tree_of(commit: bytes) -> str:
    """The id of a commit's tree, from the commit's text."""
    found = _TREE.search(commit)
    if found is None:
        raise ValueError("a commit without a tree")
    return found[1].decode()


def entries_of(tree: bytes) -> dict[str, Entry]:
    """The entries of a tree object by name."""
    found, place = {}, 0
    while place < len(tree):
        space = tree.index(b" ", place)
        end = tree.index(b"\0", space)
        name = tree[space + 1 : end].decode(errors="surrogateescape")
        found[name] = Entry(tree[place:space].decode(), tree[end + 1 : end + 21].hex())
        place = end + 21
    return found


def import_stream(
    ref: str, parent: str | None, changes: Mapping[str, bytes | None], message: str, committer: str
) -> bytes:
    """A commit for `git fast-import`: removals first, for a path may be removed and written again below.

    `committer` is a name and an address, as in `bot <bot@example.com>`; the time is that of the import.
    """
    text = message.encode()
    parts = [f"commit {ref}\ncommitter {committer} now\ndata {len(text)}\n".encode(), text, b"\n"]
    if parent is not None:
        parts.append(f"from {parent}\n".encode())
    parts += [
        f"D {quoted(path)}\n".encode(errors="surrogateescape") for path, content in changes.items() if content is None
    ]
    for path, content in changes.items():
        if content is not None:
            parts += [f"M 100644 inline {quoted(path)}\ndata {len(content)}\n".encode(), content, b"\n"]
    return b"".join([*parts, b"done\n"])


def quoted(path: str) -> str:
    """A path as the stream takes it."""
    if _UNQUOTED.fullmatch(path):
        return path
    escaped = path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
