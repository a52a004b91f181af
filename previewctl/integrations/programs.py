"""Which other programs a machine has, by what they say of their own version."""

from __future__ import annotations

import shutil
import subprocess

_SECONDS = 10


def version_text(name: str, *arguments: str) -> str | None:
    """What a program prints of its version; empty where it says nothing in time, None where there is no such program."""
    program = shutil.which(name)
    if program is None:
        return None
    try:
        done = subprocess.run(
            [program, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode(errors="replace")[:2000] if done.returncode == 0 else ""
