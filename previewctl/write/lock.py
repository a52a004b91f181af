"""One run at a time writes below a root."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from previewctl.write.paths import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def locked(root: str, *, exclusive: bool) -> Iterator[bool]:
    """Holds an advisory lock on the directory `root` itself, so that no lock file is left in the target.

    Waits for the holder. Yields False where the system has no such locks (Windows, some network file systems): the
    run goes on without. The system releases the lock of a process that dies. Raises UsageError when `root` cannot be
    opened.
    """
    try:
        import fcntl
    except ImportError:
        yield False
        return
    try:
        descriptor = os.open(root, os.O_RDONLY)
    except OSError as error:
        raise refusal("read", root, error) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH)
            held = True
        except OSError:
            held = False
        yield held
    finally:
        os.close(descriptor)
