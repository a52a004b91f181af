"""What git knows of a checkout: branch, commit and where it came from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from previewctl.errors import UsageError
from previewctl.integrations.git_environment import git_environment

if TYPE_CHECKING:
    from pathlib import Path
    from subprocess import CompletedProcess

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


def file_at(path: Path, ref: str) -> bytes | None:
    """A file as it is at a branch, tag or commit; None where it is not there. UsageError for a ref that git does not know."""
    directory = path.parent
    wanted = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    commit = "" if "\0" in ref else _git(directory, *wanted).strip()
    if not commit:
        raise UsageError(f"git knows no `{ref}` here", hint="name a branch, a tag or a commit; fetch it first")
    done = _run(directory, "cat-file", "blob", f"{commit}:./{path.name}")
    return done.stdout if done and done.returncode == 0 else None


def _git(directory: Path, *arguments: str) -> str:
    """What git prints; nothing when it fails, is not installed or does not answer."""
    done = _run(directory, *arguments)
    return done.stdout.decode(errors="replace") if done and done.returncode == 0 else ""


def _run(directory: Path, *arguments: str) -> CompletedProcess[bytes] | None:
    """How git ends; None when it is not installed or does not answer."""
    import subprocess

    try:
        return subprocess.run(
            ["git", "-C", str(directory), *arguments],
            env=git_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_TIMEOUT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None


def default_branch(directory: Path) -> str | None:
    """The branch that the remote `origin` calls its default one; None where the clone does not know."""
    name = _git(directory, "symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD").strip()
    return name.removeprefix("origin/") or None


def current_branch(directory: Path) -> str | None:
    """The branch that is checked out, also before its first commit; None for a detached HEAD."""
    return _git(directory, "symbolic-ref", "--quiet", "--short", "HEAD").strip() or None


def origin_url(directory: Path) -> str | None:
    """The URL of the remote `origin`, as it is set."""
    return _git(directory, "config", "--get", "remote.origin.url").strip() or None


def remote_branches(directory: Path) -> tuple[str, ...] | None:
    """The branches of `origin`, as the last fetch has seen them; None where there was none."""
    names = _git(directory, "for-each-ref", "--format=%(refname:lstrip=3)", "refs/remotes/origin").splitlines()
    return tuple(name for name in names if name != "HEAD") or None


def is_ancestor(directory: Path, before: str, after: str) -> bool | None:
    """Whether a commit comes before another one; None where the clone lacks one of them, or the history between them."""
    done = _run(directory, "merge-base", "--is-ancestor", before, after)
    if done is None:
        return None
    if done.returncode == 1 and _git(directory, "rev-parse", "--is-shallow-repository").strip() == "false":
        return False
    return True if done.returncode == 0 else None
