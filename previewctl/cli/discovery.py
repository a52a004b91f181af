"""Finds preview.yaml and platform.yaml files."""

from __future__ import annotations

import os
from pathlib import Path

from previewctl.errors import UsageError

NAMES = ("preview.yaml", "preview.yml")
PLATFORM = "platform.yaml"
_SKIPPED = frozenset({"node_modules", "__pycache__", "venv", "dist", "build", "previews"})
_DEEPEST = 6


def find_previews(paths: list[str] | None) -> list[str]:
    """The preview.yaml files of `paths`, sorted within each; raises UsageError when there is none."""
    if not paths:
        return [_nearest(NAMES, Path.cwd()) or _none_found()]
    found: dict[str, None] = {}
    for path in paths:
        below = sorted(_below(path)) if path != "-" and os.path.isdir(path) else [path]
        if not below:
            raise UsageError(
                f"there is no preview.yaml in {path}",
                hint="name the file, or another directory: `previewctl lint PATH`",
            )
        found |= dict.fromkeys(below)
    for path in found:
        _refuse_escape(path)
    return list(found)


def _refuse_escape(path: str) -> None:
    """A pull request may make preview.yaml a link to any file of the machine, and findings show lines of it."""
    if os.path.islink(path):
        home = _repository(os.path.dirname(os.path.abspath(path)))
        if not os.path.realpath(path).startswith(home + os.sep):
            raise UsageError(f"{path} is a link that leaves {home}", hint="name the file itself")


def _repository(directory: str) -> str:
    """The root of the Git repository around a directory, or the directory."""
    here = Path(directory).resolve()
    return str(next((parent for parent in (here, *here.parents) if (parent / ".git").exists()), here))


def nearest_platform(files: list[str]) -> str | None:
    """The closest platform.yaml above all of the files."""
    if files == ["-"]:
        return _nearest((PLATFORM,), Path.cwd())
    start = Path(os.path.commonpath([os.path.abspath(file) for file in files]))
    return _nearest((PLATFORM,), start if start.is_dir() else start.parent)


def _none_found() -> str:
    raise UsageError(
        "there is no preview.yaml here or above", hint="name the file or its directory: `previewctl lint PATH`"
    )


def _below(directory: str) -> list[str]:
    found = []
    for parent, directories, names in os.walk(directory):
        depth = parent[len(directory) :].count(os.sep)
        deeper = [name for name in directories if not name.startswith(".") and name not in _SKIPPED]
        directories[:] = deeper if depth < _DEEPEST else []
        found += [os.path.join(parent, name) for name in NAMES if name in names]
    return found


def _nearest(names: tuple[str, ...], start: Path) -> str | None:
    """The closest of `names` in a directory or above it, up to the root of the Git repository."""
    directory = start.resolve()
    for candidate in (directory, *directory.parents):
        for name in names:
            if (candidate / name).is_file():
                return os.path.relpath(candidate / name)
        if (candidate / ".git").exists():
            return None
    return None
