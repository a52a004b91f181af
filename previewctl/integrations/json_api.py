"""Asks a system that answers in JSON, without credentials."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from typing import TYPE_CHECKING, Any

from previewctl.errors import RemoteError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

_SECONDS = 30
_LARGEST = 32 << 20
_LONGEST_REASON = 2000


def host_of(url: str, system: str, example: str) -> str:
    """The host of a URL over HTTP, with its port; UsageError that names the `system` and an `example` for any other text."""
    parts = urllib.parse.urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise UsageError(f"`{url}` is not the URL of {system}", hint=f"such as {example}")
    return parts.netloc


def get_json(url: str, host: str, hint: str, reason: Callable[[str], str] | None = None) -> Any:
    """What it answers; RemoteError with `hint` where it does not, or not in JSON.

    `reason` takes why it refuses out of the text of a refusal.
    """
    request = urllib.request.Request(url, headers={"Accept": "application/json"})  # noqa: S310 - `host_of` has looked at it
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as response:  # noqa: S310
            return json.loads(response.read(_LARGEST))
    except urllib.error.HTTPError as error:
        text = error.read(_LONGEST_REASON).decode(errors="replace")
        error.close()
        why = f": {reason(text)}" if reason else ""
        raise RemoteError(f"{host} answered {error.code}{why}", hint=hint) from error
    except (OSError, ValueError) as error:
        problem = getattr(error, "reason", None) or error
        raise RemoteError(f"{host} cannot be asked: {problem}", hint=hint) from error
