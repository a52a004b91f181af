"""The temporary names of a run, and what a killed run left under them."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from enum import StrEnum


class Purpose(StrEnum):
    """What a temporary is for, told by its name."""

    DISCARD = "tmp"
    """Unfinished, or replaced already: nobody needs it."""
    RESTORE = "old"
    """The only complete copy while its place is empty, where directories cannot be exchanged in one step."""


_NAME = re.compile(r"\.(?P<target>.+)\.previewctl-(?P<purpose>tmp|old)-[0-9a-f]{16}", re.DOTALL)


def temporary_path(target: str, purpose: Purpose) -> str:
    """A new name beside `target`, hidden, so that no glob such as `pr-*` matches it."""
    parent, _, name = target.rpartition("/")
    return f"{parent}/.{name}.previewctl-{purpose}-{os.urandom(8).hex()}"


def clean_up(parent: str) -> None:
    """Restores and removes what killed runs left in the directory `parent`.

    To be called under the root's lock: whoever made a temporary that is still there is dead then. What the system
    refuses to remove stays, for it disturbs nobody.
    """
    with os.scandir(parent) as entries:
        names = [entry.name for entry in entries if ".previewctl-" in entry.name]
    for name in sorted(names):
        match = _NAME.fullmatch(name)
        if match is None:
            continue
        target = f"{parent}/{match['target']}"
        if match["purpose"] == Purpose.RESTORE and not os.path.lexists(target):
            os.rename(f"{parent}/{name}", target)
        else:
            discard(f"{parent}/{name}")


def discard(path: str) -> None:
    """Removes the file or directory at `path`, as far as the system lets it; follows no link."""
    with suppress(OSError):
        if os.path.isdir(path) and not os.path.islink(path):
            _discard_directory(path)
        else:
            os.unlink(path)


def _discard_directory(path: str) -> None:
    with os.scandir(path) as scanned:
        entries = list(scanned)
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            _discard_directory(entry.path)
        else:
            os.unlink(entry.path)
    os.rmdir(path)
