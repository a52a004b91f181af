"""Where previewctl keeps what it can make again."""

from __future__ import annotations

import os


def cache_directory(name: str) -> str | None:
    """A directory of the user's own for the cache `name`; None where none can be written."""
    base = os.environ.get("PREVIEWCTL_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    directory = os.path.join(base, "previewctl", name)
    try:
        os.makedirs(directory, mode=0o700, exist_ok=True)
        owned = os.stat(directory).st_uid == os.getuid() if hasattr(os, "getuid") else True
    except OSError:
        return None
    # What is read back is code, so a directory that somebody else made is not trusted.
    return directory if owned and os.access(directory, os.W_OK) else None
