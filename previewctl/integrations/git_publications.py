"""When previews were published, as the history of a GitOps checkout tells it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from previewctl.integrations.git_environment import git_environment

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

_COMMIT = re.compile(r"commit (?P<sha>[0-9a-f]{40,64}) (?P<time>[0-9]{1,12})")
_CHANGE = re.compile(r"(?P<status>[A-Z])\t(?P<directory>previews/[a-z0-9-]+/pr-[0-9]+)/preview\.json")
_LONGEST_SECONDS = 60


class Publications(NamedTuple):
    """Of one preview: the first publication since it was last removed, and the last one, in seconds since 1970.

    `first` is None where the history does not go back that far, as in a shallow clone.
    """

    first: int | None
    last: int


def publications(root: Path, directories: Collection[str]) -> Mapping[str, Publications]:
    """By directory, such as `previews/orders-api/pr-42`; without those that the history does not have.

    The newest commits come first, and reading ends when the first publication of each is found. Trees are read and no
    files, so that a clone without blobs fetches none. Nothing outside of a Git repository, or where git fails.
    """
    import subprocess
    from threading import Timer

    command = ["git", "-C", str(root), "log", "--no-renames", "--name-status", "--relative", "--format=commit %H %ct"]
    try:
        process = subprocess.Popen(
            [*command, "--", ":(glob)previews/*/pr-*/preview.json"],
            env=git_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            errors="replace",
        )
    except OSError:
        return {}
    timer = Timer(_LONGEST_SECONDS, process.kill)
    timer.start()
    try:
        assert process.stdout is not None
        return _found(process.stdout, set(directories), _boundary(root))
    finally:
        timer.cancel()
        process.kill()
        process.communicate()


def _found(lines: Iterable[str], wanted: set[str], boundary: frozenset[str]) -> dict[str, Publications]:
    found: dict[str, Publications] = {}
    sha, time = "", 0
    for line in lines:
        if commit := _COMMIT.fullmatch(line.rstrip("\n")):
            if not wanted:
                break
            sha, time = commit["sha"], int(commit["time"])
        elif (change := _CHANGE.fullmatch(line.rstrip("\n"))) and change["directory"] in wanted and sha not in boundary:
            directory = change["directory"]
            last = found[directory].last if directory in found else time
            is_first = change["status"] == "A"
            found[directory] = Publications(time if is_first else None, last)
            if is_first:
                wanted.discard(directory)
    return found


def _boundary(root: Path) -> frozenset[str]:
    """The oldest commits of a shallow clone: all files seem to be added by them."""
    import subprocess

    command = ["git", "-C", str(root), "rev-parse", "--path-format=absolute", "--git-path", "shallow"]
    try:
        done = subprocess.run(
            command, env=git_environment(), stdin=subprocess.DEVNULL, capture_output=True, timeout=10, check=False
        )
        with open(done.stdout.decode().rstrip("\n"), encoding="ascii") as file:
            return frozenset(file.read().split())
    except (OSError, ValueError, subprocess.SubprocessError):
        return frozenset()
