"""Datasets to test with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.seeds.dataset import Dataset, read_dataset

if TYPE_CHECKING:
    from pathlib import Path

IMAGES = {
    "postgres": 'postgres: {version: "17", image: "postgres:17.7-bookworm"}',
    "redis": 'redis: {version: "7.4", image: "redis:7.4.7-bookworm"}',
    "mongodb": 'mongodb: {version: "8.0", image: "mongo:8.0.16-noble"}',
}


def declaration(*engines: str, name: str = "orders", version: str = "2026.11.1", more: str = "") -> str:
    """The text of a seed.yaml."""
    named = ", ".join(IMAGES[engine] for engine in engines)
    return f"name: {name}\nversion: {version}\nengines: {{{named}}}\n{more}"


def write(directory: Path, files: dict[str, str | bytes]) -> Path:
    """Writes files below a directory, and gives it."""
    for path, content in files.items():
        place = directory / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
    return directory


def dataset(directory: Path, files: dict[str, str | bytes], more: str = "") -> Dataset:
    """A dataset with these files, for the engines that have some."""
    engines = dict.fromkeys(path.partition("/")[0] for path in files if path.partition("/")[0] in IMAGES)
    home = write(directory / "orders", {"seed.yaml": declaration(*engines, more=more), **files})
    found = read_dataset(home)
    assert isinstance(found, Dataset), found
    return found
