"""Asks a preview itself, as a browser would: whether it answers, and with which commit."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import NamedTuple

_SECONDS = 10
_LARGEST = 64 << 10


class Answer(NamedTuple):
    """A status (0 where nothing answered), the headers by lower-case names, the body's beginning, and why nothing answered."""

    status: int
    headers: dict[str, str]
    body: str
    problem: str = ""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Where a login sends people says nothing about the preview."""

    def redirect_request(self, *_arguments: object, **_options: object) -> None:
        return None


def ask(url: str) -> Answer:
    """The answer to one GET, without credentials and without following redirections."""
    request = urllib.request.Request(url, headers={"User-Agent": "previewctl", "Cache-Control": "no-cache"})  # noqa: S310
    try:
        with urllib.request.build_opener(_NoRedirects).open(request, timeout=_SECONDS) as answer:
            return Answer(answer.status, _lower(answer.headers.items()), answer.read(_LARGEST).decode(errors="replace"))
    except urllib.error.HTTPError as error:
        body = error.read(_LARGEST).decode(errors="replace")
        error.close()
        return Answer(error.code, _lower(error.headers.items()), body)
    except (OSError, ValueError) as error:
        return Answer(0, {}, "", str(getattr(error, "reason", None) or error))


def _lower(headers: list[tuple[str, str]]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers}
