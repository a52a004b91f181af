"""Paths below the root: never through a symbolic link, and readable in a message."""

from __future__ import annotations

import os
import stat

from previewctl.errors import UsageError


def shown(path: str) -> str:
    """`path` for a message: what a terminal would not print as it stands is escaped."""
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in path)


def refusal(action: str, path: str, error: OSError) -> UsageError:
    """The error for the user when the system refuses to `action` (an infinitive) the file or directory at `path`."""
    return UsageError(f"cannot {action} {shown(path)}: {error.strerror or error}")


def linked(path: str) -> UsageError:
    """The error for a symbolic link below the root."""
    return UsageError(
        f"{shown(path)} is a symbolic link, and previewctl writes through none",
        hint="remove the link, or give the directory that it points to as the target",
    )


def mode_of(path: str) -> int | None:
    """The type bits of what stands at `path`, not following a link; None when nothing does. Raises UsageError."""
    try:
        return stat.S_IFMT(os.lstat(path).st_mode)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise refusal("read", path, error) from error


def root_exists(root: str) -> bool:
    """Whether the target is there; it may be a link to a directory. Raises UsageError when it is something else."""
    try:
        mode = os.stat(root).st_mode
    except FileNotFoundError:
        if mode_of(root) is not None:
            raise UsageError(f"{shown(root)} is a symbolic link to nothing") from None
        return False
    except OSError as error:
        raise refusal("read", root, error) from error
    if not stat.S_ISDIR(mode):
        raise UsageError(
            f"{shown(root)} is not a directory", hint="give a directory, or a path where there is nothing yet"
        )
    return True


class Directories:
    """The directories below one root, each looked at once."""

    def __init__(self, root: str) -> None:
        """Takes the target; it need not exist."""
        self._root = root
        self._known = {"": root_exists(root)}

    def exists(self, path: str) -> bool:
        """Whether the directory `path` (below the root) is there.

        Raises UsageError when it, or what stands above it, is a symbolic link or no directory.
        """
        known = self._known.get(path)
        if known is None:
            known = self.exists(path.rpartition("/")[0]) and self._is_directory(path)
            self._known[path] = known
        return known

    def _is_directory(self, path: str) -> bool:
        full = f"{self._root}/{path}"
        mode = mode_of(full)
        if mode == stat.S_IFLNK:
            raise linked(full)
        if mode not in (None, stat.S_IFDIR):
            raise UsageError(f"{shown(full)} is a file where a directory is wanted", hint="move the file away")
        return mode is not None
