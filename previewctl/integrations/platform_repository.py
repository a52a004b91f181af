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

FRESH_SECONDS = 600
"""How long a fetched platform counts as today's: pre-commit runs at every commit, and need not ask each time."""
_LONGEST_FETCH_SECONDS = 60
_URL = re.compile(
    r"(?P<repository>(?:(?:https|ssh|file)://[^\s?#]*?|[\w.-]+@[\w.-]+:[^\s?#]*?)(?:\.git)?)"
    r"(?://(?P<path>[^\s?#]+))?(?:\?ref=(?P<ref>[\w./-]+))?"
)
_REMOTE = re.compile(r"(?:https|ssh|file)://|[\w.-]+@[\w.-]+:")


class PlatformUrl(NamedTuple):
    """`https://github.com/acme/gitops.git//platform.yaml?ref=main`, the form in which Kustomize names remote files."""

    repository: str
    path: str
    ref: str


def is_git_url(text: str) -> bool:
    """Whether a `--platform` names a repository and not a file."""
    return _REMOTE.match(text) is not None


def parse_platform_url(text: str) -> PlatformUrl:
    """Reads it; raises UsageError for another form. Credentials in it are refused: they would show in process lists."""
    match = _URL.fullmatch(text)
    if match is None or ".." in (match["path"] or "").split("/") or (match["ref"] or "").startswith("-"):
        raise UsageError(
            "this is not the URL of a platform.yaml in a Git repository",
            hint="write https://github.com/<owner>/<repository>.git//platform.yaml?ref=main",
        )
    if re.match(r"https://[^/]*@", match["repository"]):
        raise UsageError("the URL of --platform holds credentials", hint="use a Git credential helper, or an SSH key")
    return PlatformUrl(match["repository"], match["path"] or "platform.yaml", match["ref"] or "HEAD")


class FetchedPlatform(NamedTuple):
    """Where the file stands now; `warning` says so where it may be out of date."""

    path: str
    warning: str = ""


def fetch_platform(text: str, *, offline: bool) -> FetchedPlatform:
    """The platform.yaml of a Git URL, in a checkout below the cache directory, refreshed when older than ten minutes.

    Without a network an older copy serves, with a warning. Raises RemoteError where there is none, UsageError for a URL
    or a path that does not exist.
    """
    url = parse_platform_url(text)
    cache = cache_directory("platforms")
    if cache is None:
        raise UsageError("there is no directory to keep the platform in", hint="set PREVIEWCTL_CACHE_DIR")
    kept = Path(cache, hashlib.sha256(f"{url.repository} {url.ref}".encode()).hexdigest()[:16])
    warning = ""
    if not _is_fresh(kept):
        if offline:
            if not kept.is_dir():
                raise RemoteError(
                    f"there is no copy of {url.repository} here yet", hint="run it once without --offline"
                )
        else:
            warning = _refresh(url, kept)
    path = kept / url.path
    if not path.is_file() or path.is_symlink():
        raise UsageError(f"{url.repository} has no {url.path}", hint="name it behind `//` in the URL")
    return FetchedPlatform(str(path), warning)


def _is_fresh(kept: Path) -> bool:
    try:
        return 0 <= time.time() - os.stat(kept).st_mtime < FRESH_SECONDS
    except OSError:
        return False


def _refresh(url: PlatformUrl, kept: Path) -> str:
    """Puts a new checkout in the place of the kept one, in one rename; the reason why not, where an old one can serve."""
    scratch = Path(tempfile.mkdtemp(prefix="fetch-", dir=kept.parent))
    try:
        problem = _clone(url, scratch / "new")
        if problem:
            if kept.is_dir():
                return f"{url.repository} cannot be reached ({problem}): the copy of an earlier run serves"
            raise RemoteError(
                f"{url.repository} cannot be fetched: {problem}", hint="check the URL and your access to it"
            )
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
        **os.environ,
        "GIT_TERMINAL_PROMPT": "0",
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
            lines = done.stderr.decode(errors="replace").strip().splitlines()
            return lines[-1].removeprefix("fatal: ") if lines else f"git ended with {done.returncode}"
    return ""
