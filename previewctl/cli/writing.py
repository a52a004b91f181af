"""Writes single files, whole or not at all."""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING

from previewctl.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


def replace_text(path: Path, text: str) -> None:
    """Writes a file in one step, so that nobody reads half of it; a link in its place is replaced and not followed."""
    try:
        scratch = _scratch(path, text)
        os.replace(scratch, path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}", hint="check its permissions") from None


def create_text(path: Path, text: str) -> None:
    """Writes a file that does not exist; whoever is faster keeps theirs."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch = _scratch(path, text)
        try:
            os.link(scratch, path)  # the one way to create a whole file that does not exist yet
        finally:
            os.unlink(scratch)
    except FileExistsError:
        raise UsageError(f"{path} exists already", hint="it was kept; choose another name or version") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}", hint="check its permissions") from None


def _scratch(path: Path, text: str) -> str:
    descriptor, scratch = tempfile.mkstemp(prefix=".previewctl-", dir=path.parent)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    os.chmod(scratch, 0o644)
    return scratch
