"""Runs previewctl on a real terminal: a pseudo-terminal that controls it, so that Ctrl-C is a key."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import subprocess
import termios
import time
from typing import TYPE_CHECKING, NamedTuple

from tests.cli.running import command, environment

if TYPE_CHECKING:
    from pathlib import Path

_LONGEST = 30.0


class Session(NamedTuple):
    """What was shown on the terminal, what went to stdout, and the exit code."""

    shown: str
    out: str
    code: int


def on_a_terminal(directory: Path, *arguments: str, keys: list[tuple[str, str]]) -> Session:
    """Runs previewctl with stdin and stderr on a terminal. `keys`: what is typed once the first text was shown."""
    ours, theirs = pty.openpty()
    out = directory.parent / "stdout"
    with out.open("wb") as stdout:
        process = subprocess.Popen(
            command(*arguments),
            cwd=directory,
            env=environment(TERM="dumb"),
            stdin=theirs,
            stdout=stdout,
            stderr=theirs,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - one thread, and nothing else makes it control
        )
    os.close(theirs)
    try:
        shown = _talk(ours, keys)
        code = process.wait(_LONGEST)
    finally:
        process.kill()
        process.wait(_LONGEST)
        os.close(ours)
    return Session(shown, out.read_text(encoding="utf-8"), code)


def _talk(terminal: int, keys: list[tuple[str, str]]) -> str:
    shown, seen, pending, end = "", 0, list(keys), time.monotonic() + _LONGEST
    while time.monotonic() < end:
        if pending and re.search(pending[0][0], shown[seen:]):
            seen = len(shown)
            os.write(terminal, pending.pop(0)[1].encode())
        if not select.select([terminal], [], [], 0.1)[0]:
            continue
        try:
            data = os.read(terminal, 4096)
        except OSError:  # the other end is closed
            return shown
        if not data:
            return shown
        shown += data.decode(errors="replace").replace("\r\n", "\n")
    raise AssertionError(f"it still waits after {_LONGEST} seconds: {shown!r}")
