"""Tells whether a preview's directory is what its record says, so that an unchanged run can leave it alone."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from typing import TYPE_CHECKING, Any

from previewctl.render.record import RECORD, record_digest

if TYPE_CHECKING:
    from collections.abc import Mapping

_LARGEST = 4 << 20


def intact_record(directory: str) -> dict[str, Any] | None:
    """The record of `directory`, if it and every file that it lists are as they were written; None otherwise.

    A file that the record does not list does not matter: it is somebody else's, and stays.
    """
    try:
        record = json.loads(_read(f"{directory}/{RECORD}"))["preview"]
        fits = record["digest"] == record_digest(record) and _files_fit(directory, record["files"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return record if fits else None


def _files_fit(directory: str, files: Mapping[str, str]) -> bool:
    return all(hashlib.sha256(_read(f"{directory}/{path}")).hexdigest() == digest for path, digest in files.items())


def _read(path: str) -> bytes:
    """A regular file of no more than 4 MiB; anything else is not previewctl's, and never waited for."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_size > _LARGEST:
            raise ValueError(f"not a file of a preview: {path}")
        return os.read(descriptor, status.st_size + 1)
    finally:
        os.close(descriptor)
