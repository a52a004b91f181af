"""Runs git: to its end, within a time, with nothing of it left behind, and nothing secret in what it says."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from previewctl.errors import RemoteError
from previewctl.integrations.git_environment import git_environment
from previewctl.integrations.platform_url import without_userinfo

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_REASON = re.compile(r"^(?:remote: )?(?:fatal|error|ERROR): *(.+)", re.MULTILINE)
_NEVER_FIRST = ("failed to push some refs", "could not read from remote repository", "expected flush")
_DROPPED = re.compile(
    r"GIT_(?:TRACE|CURL_VERBOSE|SSH_VARIANT|TEMPLATE_DIR|EDITOR|PAGER|DEFAULT_HASH|DEFAULT_REF_FORMAT).*"
)
"""Traces would end up in the middle of what git says; templates bring hooks."""


class GitDone(NamedTuple):
    """How git ended: its exit code, standard output, and what it said."""

    code: int
    out: bytes
    err: str


class GitRun(NamedTuple):
    """How git is run: the repository it works in, its environment, and the secrets that its words must not show."""

    directory: str
    environment: Mapping[str, str]
    secrets: tuple[str, ...] = ()


def environment_with(settings: Mapping[str, str], variables: Mapping[str, str]) -> dict[str, str]:
    """The environment of a git with these settings on top of all others, and these variables.

    Settings are handed over in the environment: they stand neither on disk nor in the process list. Those that the
    user's environment brings stay. https://git-scm.com/docs/git-config#ENVIRONMENT
    """
    kept = {name: value for name, value in git_environment().items() if not _DROPPED.fullmatch(name)}
    count = int(kept["GIT_CONFIG_COUNT"]) if kept.get("GIT_CONFIG_COUNT", "").isdecimal() else 0
    for number, (name, value) in enumerate(settings.items(), count):
        kept[f"GIT_CONFIG_KEY_{number}"] = name
        kept[f"GIT_CONFIG_VALUE_{number}"] = value
    return {**kept, "GIT_CONFIG_COUNT": str(count + len(settings)), **variables}


def run_git(how: GitRun, arguments: Sequence[str], *, stdin: bytes = b"", seconds: float = 60) -> GitDone:
    """Runs git; RemoteError where it is not installed, or does not end within `seconds`."""
    try:
        process = subprocess.Popen(
            ["git", "-C", how.directory, *arguments],
            env=how.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except FileNotFoundError:
        raise RemoteError(
            "git is not installed", hint="previewctl reads and writes GitOps repositories with it"
        ) from None
    try:
        out, err = process.communicate(stdin, seconds)
    except subprocess.TimeoutExpired:
        return GitDone(124, b"", f"fatal: no answer within {seconds:g} s")
    finally:
        if process.poll() is None:
            # Git has started others: the one that speaks HTTP, or ssh.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    return GitDone(process.returncode, out, _without_secrets(err.decode(errors="replace"), how.secrets))


def reason(done: GitDone) -> str:
    """What git says in one line: its first complaint, with what a server says before it gives up."""
    lines = [without_userinfo(found).strip() for found in _REASON.findall(done.err)]
    lines = [line for line in lines if not line.lower().startswith(_NEVER_FIRST)] or lines
    said = [line[8:].strip() for line in done.err.splitlines() if line.startswith("remote: ")]
    said = [line for line in said if line and not _REASON.match(line)][:3]
    rest = without_userinfo(done.err.strip().splitlines()[-1]) if done.err.strip() else f"it ended with {done.code}"
    return "; ".join(dict.fromkeys([*lines[:1], *said])) or rest


def _without_secrets(text: str, secrets: tuple[str, ...]) -> str:
    for secret in secrets:
        text = text.replace(secret, "***")
    return text
