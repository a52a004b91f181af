"""The content hash of a dataset: what its images are named by."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

RECIPE = 1
"""The version of the recipe that bakes images; raised when the same files would give another image."""

_OWN = frozenset({"seed.yaml", "seed.lock", "README.md"})


def content_hash(directory: Path, images: Mapping[str, str]) -> str:
    """SHA-256 over the recipe, each engine's base image, and the path and content of every data file; 64 digits.

    The order in which the system lists files does not enter.
    """
    total = hashlib.sha256(f"recipe {RECIPE}\n".encode())
    for engine in sorted(images):
        total.update(f"{engine} {images[engine]}\n".encode())
    for path in sorted(_data_files(directory)):
        total.update(hashlib.sha256(path.encode()).digest())
        total.update(hashlib.sha256((directory / path).read_bytes()).digest())
    return total.hexdigest()


def _data_files(directory: Path) -> list[str]:
    found = []
    for parent, _, names in os.walk(directory):
        for name in names:
            path = Path(parent, name).relative_to(directory).as_posix()
            if path not in _OWN:
                found.append(path)
    return found
