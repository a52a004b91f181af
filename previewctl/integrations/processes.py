"""Runs programs with a limit on their time, and as an ordinary user where previewctl itself runs as root.

Database servers refuse to run as root, and what they read comes from a pull request.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from previewctl.errors import RemoteError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

TIMEOUT_SECONDS = 60.0
_KEPT = ("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "LD_LIBRARY_PATH")
"""What programs get of the environment: no PG… variable of the user's, and no credential."""


class ProcessError(RemoteError):
    """A program failed, did not end in time, or could not be started."""


class Account(NamedTuple):
    """A user that programs run as."""

    uid: int
    gid: int


class Done(NamedTuple):
    """What a program left: its exit code (negative for a signal), and both outputs."""

    code: int
    out: str
    err: str


def account() -> Account | None:
    """The user `nobody` when running as root; None where programs may run as the user that runs previewctl."""
    if os.name != "posix" or os.geteuid() != 0:
        return None
    import pwd

    # initdb wants a user that /etc/passwd knows.
    try:
        found = pwd.getpwnam("nobody")
    except KeyError:
        return Account(65534, 65534)
    return Account(found.pw_uid, found.pw_gid)


@contextmanager
def scratch_directory(prefix: str) -> Iterator[Path]:
    """A temporary directory that belongs to `account()`; it is gone afterwards.

    Its path is short: a socket's path has at most 107 characters.
    """
    with tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as name:
        hand_over(Path(name))
        yield Path(name)


def hand_over(path: Path) -> None:
    """Gives a file, or a directory with all that is in it, to `account()`."""
    user = account()
    if user is None:
        return
    os.chown(path, *user, follow_symlinks=False)
    for parent, directories, files in os.walk(path):
        for name in (*directories, *files):
            os.chown(os.path.join(parent, name), *user, follow_symlinks=False)


def reachable(path: Path) -> bool:
    """Whether `account()` may enter every directory above `path`."""
    return account() is None or all(parent.stat().st_mode & stat.S_IXOTH for parent in path.resolve().parents)


def start(
    arguments: Sequence[str | Path], *, variables: Mapping[str, str] | None = None, log: Path | None = None
) -> subprocess.Popen[bytes]:
    """Starts a program in a session of its own; both outputs go to the file `log`, or nowhere."""
    user = account()
    with open(log or os.devnull, "ab") as output:
        return subprocess.Popen(
            [str(part) for part in arguments],
            env=environment(variables),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            cwd="/",
            user=user.uid if user else None,
            group=user.gid if user else None,
            extra_groups=[] if user else None,
        )


def run(
    arguments: Sequence[str | Path],
    *,
    stdin: str = "",
    variables: Mapping[str, str] | None = None,
    timeout: float = TIMEOUT_SECONDS,
) -> Done:
    """Runs a program to its end; ProcessError where it cannot be started or takes longer than `timeout` seconds."""
    user = account()
    name = Path(arguments[0]).name
    try:
        process = subprocess.Popen(
            [str(part) for part in arguments],
            env=environment(variables),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            cwd="/",
            user=user.uid if user else None,
            group=user.gid if user else None,
            extra_groups=[] if user else None,
        )
    except OSError as error:
        raise ProcessError(f"cannot run `{name}`: {error.strerror or error}") from error
    try:
        out, err = process.communicate(stdin.encode(), timeout)
    except subprocess.TimeoutExpired:
        raise ProcessError(f"`{name}` did not end within {timeout:g} seconds") from None
    finally:
        if process.poll() is None:
            kill(process)
    return Done(process.returncode, out.decode(errors="replace"), err.decode(errors="replace"))


def kill(process: subprocess.Popen[bytes]) -> None:
    """Ends a program and all that it started, at once, and waits until they are gone; `process` leads its session."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    # The rest is not ours to wait for: it is gone when its new parent has noticed.
    for _ in range(500):
        try:
            os.killpg(process.pid, 0)
        except (ProcessLookupError, PermissionError):
            return
        time.sleep(0.01)


def environment(variables: Mapping[str, str] | None = None) -> dict[str, str]:
    """The few variables that programs get, and `variables`."""
    kept = {name: value for name, value in os.environ.items() if name in _KEPT}
    return {**kept, **(variables or {})}


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def copy_within_reach(source: Path, target: Path) -> Path:
    """A copy of a directory that `account()` may read."""
    shutil.copytree(source, target, symlinks=True)
    hand_over(target)
    return target
