"""Runs the `checks` of a preview.yaml, which CI asks for once the preview is ready."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_TAIL = 4096
_LINES = 20
_SECRET = ("PREVIEWCTL_", "GITHUB_TOKEN", "GH_TOKEN", "ACTIONS_", "AWS_")
"""Beginnings of variables that hold credentials: what runs comes from a pull request."""


class CheckResult(NamedTuple):
    """How a check ended: its exit code (None where it could not be started, or took too long), and its last lines."""

    name: str
    passed: bool
    code: int | None
    seconds: float
    tail: tuple[str, ...]
    problem: str = ""


def run_check(name: str, command: Sequence[str], directory: Path, timeout: float) -> CheckResult:
    """Runs a command in the directory of the preview.yaml, without a shell and without previewctl's credentials."""
    variables = {key: value for key, value in os.environ.items() if not key.startswith(_SECRET)}
    began = time.monotonic()
    with tempfile.TemporaryFile() as output:
        code, problem = None, ""
        try:
            process = subprocess.Popen(
                list(command),
                cwd=directory,
                env=variables,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            problem = f"it cannot be run: {getattr(error, 'strerror', None) or error}"
        else:
            try:
                code = process.wait(timeout)
            except subprocess.TimeoutExpired:
                problem = f"it did not end within {timeout:g} seconds"
            finally:
                with suppress(OSError):
                    os.killpg(process.pid, signal.SIGKILL)  # whatever it left behind, too
                process.wait()
        size = output.seek(0, os.SEEK_END)
        output.seek(max(size - _TAIL, 0))
        tail = output.read().decode(errors="replace").splitlines()[-_LINES:]
    return CheckResult(name, code == 0, code, time.monotonic() - began, tuple(tail), problem)
