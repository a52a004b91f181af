"""Finds preview.yaml and platform.yaml files."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from previewctl.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = ("preview.yaml", "preview.yml")
PLATFORM = "platform.yaml"
_SKIPPED = frozenset({"node_modules", "__pycache__", "venv", "dist", "build", "previews"})
_DEEPEST = 6


def find_previews(paths: list[str] | None) -> list[str]:
    """The preview.yaml files of `paths`, each once, sorted within each path; raises UsageError when there is none."""
    if not paths:
        return [_nearest(NAMES, os.getcwd()) or _none_found()]
    found: dict[str, str] = {}
    for path in paths:
        refuse_escape(path)
        below = sorted(_below(path)) if path != "-" and os.path.isdir(path) else [path]
        if not below:
            raise UsageError(
                f"there is no preview.yaml in {path}",
                hint="name the file, or another directory: `previewctl lint PATH`",
            )
        for file in below:
            if file != path:
                refuse_escape(file)
            found.setdefault(file if file == "-" else os.path.realpath(file), file)
    return list(found.values())


def refuse_escape(path: str) -> None:
    """A pull request may make a file, or a directory, a link to anything of the machine, and findings show lines of it.

    No link that stands in a repository may leave it. Raises UsageError.
    """
    drive, rest = os.path.splitdrive(path)
    here = os.path.abspath(drive + os.sep) if os.path.isabs(path) else os.getcwd()
    parts = [part for part in rest.replace(os.sep, "/").split("/") if part not in {"", "."}]
    for number, part in enumerate(parts, 1):
        link = os.path.dirname(here) if part == ".." else os.path.join(here, part)
        here = link
        if part != ".." and os.path.islink(link):
            here = os.path.realpath(link)
            home = _home(link, here, last=number == len(parts))
            if home is not None and not is_below(here, home):
                raise UsageError(f"{path} is a link that leaves {home}", hint=f"name {here} itself, if you mean it")


def _home(link: str, target: str, *, last: bool) -> str | None:
    """What a link may not leave. Outside of any repository a directory may be one to anywhere, as many systems have some."""
    directory = os.path.dirname(link)
    home = repository_root(directory)
    return directory if home is None and last and not os.path.isdir(target) else home


def is_below(path: str, directory: str) -> bool:
    """Whether a path without links is the directory or stands in it."""
    return path == directory or path.startswith(directory.rstrip(os.sep) + os.sep)


def repository_root(directory: str) -> str | None:
    """The root of the Git repository around a directory; None where there is none."""
    return next((above for above in upwards(directory) if os.path.lexists(os.path.join(above, ".git"))), None)


def upwards(directory: str) -> Iterator[str]:
    """The directory, by its real path, and those above it."""
    here = os.path.realpath(directory)
    while True:
        yield here
        above = os.path.dirname(here)
        if above == here:
            return
        here = above


def nearest_platform(files: list[str]) -> str | None:
    """The closest platform.yaml above all of the files."""
    if files == ["-"]:
        return _nearest((PLATFORM,), os.getcwd())
    start = os.path.commonpath([os.path.abspath(file) for file in files])
    return _nearest((PLATFORM,), start if os.path.isdir(start) else os.path.dirname(start))


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


def _nearest(names: tuple[str, ...], start: str) -> str | None:
    """The closest of `names` in a directory or above it, up to the root of the Git repository."""
    for directory in upwards(start):
        for name in names:
            path = os.path.join(directory, name)
            if os.path.isfile(path):
                refuse_escape(path)
                return os.path.relpath(path)
        if os.path.lexists(os.path.join(directory, ".git")):
            return None
    return None
