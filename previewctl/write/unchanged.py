"""Tells whether a preview's directory is what its record says, so that an unchanged run can leave it alone."""

from __future__ import annotations

import hashlib
import json
import os
from typing import TYPE_CHECKING, Any

from previewctl.render.record import RECORD, record_digest

if TYPE_CHECKING:
    from collections.abc import Mapping


def intact_record(directory: str) -> dict[str, Any] | None:
    """The record of `directory`, if it and every file that it lists are as they were written; None otherwise.

    A file that the record does not list does not matter: it is somebody else's, and stays.
    """
    try:
        with open(f"{directory}/{RECORD}", "rb") as file:
            record = json.load(file)["preview"]
        fits = record["digest"] == record_digest(record) and _files_fit(directory, record["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return record if fits else None


def _files_fit(directory: str, files: Mapping[str, str]) -> bool:
    return all(hashlib.sha256(_read(f"{directory}/{path}")).hexdigest() == digest for path, digest in files.items())


def _read(path: str) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    try:
        size = os.fstat(descriptor).st_size
        return os.read(descriptor, size + 1)
    finally:
        os.close(descriptor)
