"""What stands on disk below one directory, read without following a link."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from previewctl.errors import UsageError
from previewctl.write.paths import linked, refusal, shown

_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


@dataclass(slots=True)
class Listing:
    """The paths of all files and directories below a directory, relative to it."""

    files: list[str] = field(default_factory=list)
    directories: list[str] = field(default_factory=list)


def list_directory(directory: str) -> Listing:
    """Everything below `directory`. Raises UsageError for a link, a device or pipe, and an unreadable directory."""
    listing = Listing()
    pending = [""]
    while pending:
        prefix = pending.pop()
        try:
            with os.scandir(f"{directory}/{prefix}") as entries:
                for entry in entries:
                    _sort_in(entry, prefix, listing, pending)
        except OSError as error:
            raise refusal("read", f"{directory}/{prefix}".rstrip("/"), error) from error
    return listing


def _sort_in(entry: os.DirEntry[str], prefix: str, listing: Listing, pending: list[str]) -> None:
    path = prefix + entry.name
    if entry.is_file(follow_symlinks=False):
        listing.files.append(path)
    elif entry.is_dir(follow_symlinks=False):
        listing.directories.append(path)
        pending.append(path + "/")
    elif entry.is_symlink():
        raise linked(entry.path)
    else:
        raise UsageError(f"{shown(entry.path)} is neither a file nor a directory")


def holds(path: str, content: bytes) -> bool:
    """Whether the file at `path` has exactly this content; reads at most one byte more. Raises UsageError."""
    try:
        descriptor = os.open(path, _FLAGS)
        try:
            return os.read(descriptor, len(content) + 1) == content
        finally:
            os.close(descriptor)
    except OSError as error:
        raise refusal("read", path, error) from error


def read_file(path: str) -> bytes:
    """The content of the file at `path`. Raises UsageError."""
    try:
        with open(os.open(path, _FLAGS), "rb", buffering=0) as stream:
            return stream.read()
    except OSError as error:
        raise refusal("read", path, error) from error
