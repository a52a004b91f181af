"""The cache of built tools: where it is, what is in it, and how something gets into it."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.tools.tool import Tool


def root() -> Path:
    """The cache's directory: $PREVIEWCTL_TOOLS_CACHE, else previewctl/tools in the user's cache directory."""
    if chosen := os.environ.get("PREVIEWCTL_TOOLS_CACHE"):
        return Path(chosen).absolute()
    user_cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(user_cache).absolute() / "previewctl" / "tools"


def installed(tool: Tool) -> Path | None:
    """The directory of `tool`, or None while it has not been built with today's pins and sources."""
    directory = root() / tool.directory_name
    return directory if directory.is_dir() else None


def install(tool: Tool) -> Path:
    """The directory of `tool`, built first where it is missing.

    Processes that ask at once wait for one another. A directory appears whole, by one rename, or not at all.
    """
    directory = root() / tool.directory_name
    if directory.is_dir():
        return directory
    root().mkdir(parents=True, exist_ok=True)
    with _locked(directory.with_name(f".{directory.name}.lock")):
        if not directory.is_dir():
            _build(tool, directory)
    return directory


def _build(tool: Tool, directory: Path) -> None:
    work = Path(tempfile.mkdtemp(prefix=f".{tool.name}-", dir=root()))
    try:
        product = work / "product"
        product.mkdir()
        tool.build(product)
        product.rename(directory)
    finally:
        shutil.rmtree(work, ignore_errors=True)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
