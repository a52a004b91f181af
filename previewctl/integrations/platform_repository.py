"""A platform.yaml that stands in a Git repository elsewhere: fetched once, kept in the cache."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from previewctl.cache import cache_directory
from previewctl.errors import RemoteError, UsageError
from previewctl.integrations.git_environment import git_environment
from previewctl.integrations.platform_url import PlatformUrl, parse_platform_url, without_userinfo

FRESH_SECONDS = 600
"""How long a fetched platform counts as today's: pre-commit runs at every commit, and need not ask each time."""
_LONGEST_FETCH_SECONDS = 60
_REASON = re.compile(r"^(?:fatal|error): *(.+)", re.MULTILINE)


class FetchedPlatform(NamedTuple):
    """Where the file stands now; `warning` says so where it may be out of date."""

    path: str
    warning: str = ""


def fetch_platform(text: str, *, offline: bool) -> FetchedPlatform:
    """The platform.yaml of a Git URL, in a checkout below the cache directory, refreshed when older than ten minutes.

    Offline, or without a network, an older copy serves, with a warning. Raises RemoteError where there is none,
    UsageError for a URL or a path that does not exist.
    """
    url = parse_platform_url(text)
    cache = cache_directory("platforms")
    if cache is None:
        raise UsageError("there is no directory to keep the platform in", hint="set PREVIEWCTL_CACHE_DIR")
    kept = Path(cache, hashlib.sha256(f"{url.repository} {url.ref}".encode()).hexdigest()[:16])
    age = _age(kept)
    fresh = age is not None and 0 <= age < FRESH_SECONDS
    warning = "" if fresh else _kept(url, age) if offline else _refresh(url, kept)
    path = kept / url.path
    if not path.is_file() or not path.resolve().is_relative_to(kept.resolve()) or path.is_symlink():
        raise UsageError(f"{url.shown} has no {url.path}", hint="name it behind `//` in the URL")
    return FetchedPlatform(str(path), warning)


def _age(kept: Path) -> float | None:
    """The seconds since the copy was fetched; None where there is none."""
    try:
        return time.time() - os.stat(kept).st_mtime
    except OSError:
        return None


def _kept(url: PlatformUrl, age: float | None) -> str:
    """How old the copy is that serves offline."""
    if age is None:
        raise RemoteError(f"there is no copy of {url.shown} here yet", hint="run it once without --offline")
    return f"{url.shown} is a copy of {_ago(age)}, and nothing newer is fetched offline"


def _ago(seconds: float) -> str:
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if count := int(seconds // length):
            return f"{count} {unit}{'s' if count > 1 else ''} ago" if count > 0 else "an unknown day"
    return "just now"


def _refresh(url: PlatformUrl, kept: Path) -> str:
    """Puts a new checkout in the place of the kept one, in one rename; the reason why not, where an old one can serve."""
    scratch = Path(tempfile.mkdtemp(prefix="fetch-", dir=kept.parent))
    try:
        problem = _clone(url, scratch / "new")
        if problem:
            if kept.is_dir():
                return f"{url.shown} cannot be reached ({problem}): the copy of an earlier run serves"
            raise RemoteError(f"{url.shown} cannot be fetched: {problem}", hint="check the URL and your access to it")
        shutil.rmtree(scratch / "new" / ".git")
        if kept.exists():
            kept.rename(scratch / "old")
        try:
            (scratch / "new").rename(kept)
        except OSError:  # another run was faster, and its copy is as good
            if not kept.is_dir():
                raise
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return ""


def _clone(url: PlatformUrl, directory: Path) -> str:
    """An empty text, or git's reason."""
    environment = {
        **git_environment(),
        "GIT_ALLOW_PROTOCOL": "https:ssh:file",
        "GIT_SSH_COMMAND": os.environ.get("GIT_SSH_COMMAND", "ssh -oBatchMode=yes"),
    }
    steps = (
        ["init", "--quiet", str(directory)],
        ["-C", str(directory), "fetch", "--quiet", "--depth=1", "--no-tags", "--", url.repository, url.ref],
        ["-C", str(directory), "-c", "core.symlinks=false", "checkout", "--quiet", "--detach", "FETCH_HEAD"],
    )
    for step in steps:
        try:
            done = subprocess.run(
                ["git", *step],
                env=environment,
                capture_output=True,
                check=False,
                stdin=subprocess.DEVNULL,
                timeout=_LONGEST_FETCH_SECONDS,
            )
        except FileNotFoundError:
            return "git is not installed"
        except subprocess.TimeoutExpired:
            return f"no answer within {_LONGEST_FETCH_SECONDS} s"
        if done.returncode:
            return _reason(done.stderr.decode(errors="replace")) or f"git ended with {done.returncode}"
    return ""


def _reason(errors: str) -> str:
    """What git says first; its last lines are advice that fits any failure."""
    first = _REASON.search(errors)
    lines = errors.strip().splitlines()
    return without_userinfo(first[1] if first else lines[-1] if lines else "").strip()
