"""What a runner of GitHub Actions says of the run that it is in. Nothing of it decides what another run may do."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any, NamedTuple

from previewctl.gitops.order import Run

_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100}")
_LARGEST_EVENT = 8 << 20


class Fork(NamedTuple):
    """A pull request from a fork, and who made it, where the event says so."""

    author: str | None


def own_repository() -> str | None:
    """The repository that the workflow runs in, `owner/name`."""
    found = os.environ.get("GITHUB_REPOSITORY", "")
    return found if _REPOSITORY.fullmatch(found) else None


def run_of(number: int | None) -> Run | None:
    """The run that publishes: its number, and the workflow that counts it, for only its own runs can be compared."""
    counter = os.environ.get("GITHUB_WORKFLOW_REF", "").partition("@")[0]
    counter = counter if counter.isascii() and counter.isprintable() and " " not in counter else ""
    return None if number is None else Run(number, counter)


def fork_of_event() -> Fork | None:
    """The fork that the event's pull request comes from; None where it comes from none, or there is no such event."""
    path = os.environ.get("GITHUB_EVENT_PATH", "")
    try:
        if not path or os.path.getsize(path) > _LARGEST_EVENT:
            return None
        event: Any = json.loads(Path(path).read_bytes())
        request = event["pull_request"]
        head, base = request["head"]["repo"], request["base"]["repo"]["full_name"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    if isinstance(head, dict) and head.get("full_name") == base:
        return None
    user = request.get("user")
    login = user.get("login") if isinstance(user, dict) else None
    return Fork(login if isinstance(login, str) else None)
