"""The content hash of a dataset: what its images are named by."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from previewctl.seeds.files import OWN, list_files
from previewctl.seeds.text_lines import open_plainly

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

RECIPE = 1
"""The version of the recipe that bakes images; raised when the same files would give another image."""
_PIECE = 1 << 20


def content_hash(directory: Path, images: Mapping[str, str]) -> str:
    """SHA-256 over the recipe, each engine's base image, and the path and content of every data file; 64 digits.

    The order in which the system lists files does not enter.
    """
    return hash_of(file_digests(directory), images)


def file_digests(directory: Path) -> dict[str, str]:
    """By path the SHA-256 of each data file, in hexadecimal digits. Files are read piece by piece.

    Links do not enter: a dataset that has some is refused before. Raises OSError where a file cannot be read.
    """
    return {path: _digest(directory / path) for path in list_files(directory).sizes if path not in OWN}


def hash_of(digests: Mapping[str, str], images: Mapping[str, str]) -> str:
    """The content hash of a dataset whose data files have these digests."""
    total = hashlib.sha256(f"recipe {RECIPE}\n".encode())
    for engine in sorted(images):
        total.update(f"{engine} {images[engine]}\n".encode())
    for path in sorted(digests):
        total.update(hashlib.sha256(path.encode()).digest())
        total.update(bytes.fromhex(digests[path]))
    return total.hexdigest()


def _digest(path: Path) -> str:
    total = hashlib.sha256()
    with open_plainly(path) as file:
        while piece := file.read(_PIECE):
            total.update(piece)
    return total.hexdigest()
