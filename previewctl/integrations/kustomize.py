"""Kustomize itself, where it is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

_TIMEOUT_SECONDS = 60


class BuildFailure(NamedTuple):
    """What Kustomize says about an overlay that it cannot build."""

    reason: str


def found_program(named: str | None) -> str | None:
    """The program of that name or path, or the `kustomize` on PATH; None where there is none."""
    import shutil

    return shutil.which(named or "kustomize")


def build(program: str, directory: Path) -> str | BuildFailure:
    """The objects of an overlay as a YAML stream, as Argo CD builds it: without plugins, nothing from outside of it."""
    import subprocess

    try:
        done = subprocess.run(
            [program, "build", "--", str(directory)], capture_output=True, timeout=_TIMEOUT_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return BuildFailure(f"it takes more than {_TIMEOUT_SECONDS} seconds")
    except OSError as error:
        return BuildFailure((error.strerror or "it cannot be run").lower())
    if done.returncode != 0:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        return BuildFailure(lines[-1].removeprefix("Error: ") if lines else f"it ends with exit code {done.returncode}")
    return done.stdout.decode(errors="replace")
