"""What git knows of a checkout: branch, commit and where it came from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from previewctl.integrations.git_environment import git_environment

if TYPE_CHECKING:
    from pathlib import Path

_GITHUB = re.compile(
    r"(?:https://[^/]+/|ssh://git@[^/]+/|git@[^:]+:)(?P<repository>[A-Za-z0-9-]+/[A-Za-z0-9._-]+?)(?:\.git)?/?"
)
_TIMEOUT_SECONDS = 10


class Checkout(NamedTuple):
    """The branch and commit of a work tree; None where git has no answer."""

    branch: str | None
    head_sha: str | None


def checkout(directory: Path) -> Checkout:
    """The branch and the commit that are checked out around `directory`."""
    lines = _git(directory, "rev-parse", "HEAD", "--abbrev-ref", "HEAD").splitlines()
    if len(lines) != 2:
        return Checkout(None, None)
    return Checkout(None if lines[1] == "HEAD" else lines[1], lines[0])


def origin_repository(directory: Path) -> str | None:
    """`owner/name` of the remote `origin`, if there is one that looks like that."""
    found = _GITHUB.fullmatch(_git(directory, "config", "--get", "remote.origin.url").strip())
    return found["repository"] if found else None


def _git(directory: Path, *arguments: str) -> str:
    """What git prints; nothing when it fails, is not installed or does not answer."""
    import subprocess

    try:
        done = subprocess.run(
            ["git", "-C", str(directory), *arguments],
            env=git_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_TIMEOUT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode(errors="replace") if done.returncode == 0 else ""


def default_branch(directory: Path) -> str | None:
    """The branch that the remote `origin` calls its default one; None where the clone does not know."""
    name = _git(directory, "symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD").strip()
    return name.removeprefix("origin/") or None


def current_branch(directory: Path) -> str | None:
    """The branch that is checked out, also before its first commit; None for a detached HEAD."""
    return _git(directory, "symbolic-ref", "--quiet", "--short", "HEAD").strip() or None
