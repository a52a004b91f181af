"""What the tests of `write` share: trees made from text, and pictures of a directory."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pytest

from previewctl.render.tree import FileTree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

UNIT = "previews/orders-api/pr-42"


def recorded(files: Mapping[str, str], unit: str = UNIT) -> FileTree:
    """A preview's tree: `files` and the record that lists them."""
    contents = {name: text.encode() for name, text in files.items()}
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    contents["preview.json"] = json.dumps({"preview": {"files": hashes}}).encode()
    return FileTree({f"{unit}/{name}": content for name, content in contents.items()})


def picture_of(root: Path) -> dict[str, tuple[int, int]]:
    """Inode and time of the last modification of everything below `root`."""
    return {str(path): (path.lstat().st_ino, path.lstat().st_mtime_ns) for path in [root, *root.rglob("*")]}


def texts_of(root: Path) -> dict[str, str]:
    """The text of every file below `root`, hidden ones included."""
    return {str(path.relative_to(root)): path.read_text() for path in sorted(root.rglob("*")) if path.is_file()}


@pytest.fixture
def unit() -> str:
    """The preview's directory that most tests write."""
    return UNIT


@pytest.fixture
def preview() -> Callable[..., FileTree]:
    """Makes the tree of a preview from its files."""
    return recorded


@pytest.fixture
def picture() -> Callable[[Path], dict[str, tuple[int, int]]]:
    """Takes a picture of everything on disk that a write would change."""
    return picture_of


@pytest.fixture
def texts() -> Callable[[Path], dict[str, str]]:
    """Reads every file below a directory."""
    return texts_of


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A target that does not exist yet."""
    return tmp_path / "out"
