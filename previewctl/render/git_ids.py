"""The ids that Git gives to files and directories: a listing of a commit has them, so nothing needs to be read."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def git_blob(content: bytes) -> str:
    """The id that Git gives to a file of this content."""
    return _object(b"blob", content)


def git_tree(files: Mapping[str, bytes]) -> str:
    """The id that Git gives to a directory with these regular files, by their paths in it.

    https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
    """
    entries: dict[str, tuple[bytes, str]] = {}
    below: dict[str, dict[str, bytes]] = {}
    for path, content in files.items():
        name, slash, rest = path.partition("/")
        if slash:
            below.setdefault(name, {})[rest] = content
        else:
            entries[name] = (b"100644", git_blob(content))
    for name, inner in below.items():
        # Git sorts a directory as if its name ended with a slash.
        entries[f"{name}/"] = (b"40000", git_tree(inner))
    return _object(
        b"tree",
        b"".join(
            mode + b" " + name.removesuffix("/").encode() + b"\0" + bytes.fromhex(oid)
            for name, (mode, oid) in sorted(entries.items(), key=lambda item: item[0].encode())
        ),
    )


def _object(kind: bytes, content: bytes) -> str:
    return hashlib.sha1(b"%s %d\0" % (kind, len(content)) + content, usedforsecurity=False).hexdigest()
