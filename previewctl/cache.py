"""Where previewctl keeps what it can make again."""

from __future__ import annotations

import os


def cache_directory(name: str) -> str | None:
    """A directory of the user's own for the cache `name`; None where none can be written."""
    base = os.environ.get("PREVIEWCTL_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    directory = os.path.join(base, "previewctl", name)
    try:
        os.makedirs(directory, mode=0o700, exist_ok=True)
        status = os.stat(directory)
    except OSError:
        return None
    # What is read back is code: a directory that somebody else made, or may write to, is not trusted.
    owned = not hasattr(os, "getuid") or status.st_uid == os.getuid()
    private = not status.st_mode & 0o022
    return directory if owned and private and os.access(directory, os.W_OK) else None
