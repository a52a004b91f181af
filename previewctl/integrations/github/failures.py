"""What GitHub's refusals mean, and what to do about each.

The headers: https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api and
https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from previewctl.errors import RemoteError

if TYPE_CHECKING:
    from collections.abc import Mapping

SECONDARY_WAIT = 60.0
"""Seconds to wait at least where a secondary limit says no time."""
_SECONDARY = ("secondary rate limit", "retry your request again later", "wait a few minutes", "abuse detection")
_SSO = re.compile(r"required; url=(https://[^\s;]+)")


class Answer(NamedTuple):
    """A status, the headers by their lower-case names, and the decoded body."""

    status: int
    headers: Mapping[str, str]
    body: Any

    @property
    def message(self) -> str:
        """What GitHub says, with the details of a refused value."""
        if not isinstance(self.body, dict):
            return ""
        message = self.body.get("message")
        text = message if isinstance(message, str) else ""
        errors = self.body.get("errors")
        details = [_detail(error) for error in errors] if isinstance(errors, list) else []
        return ": ".join(part for part in (text, ", ".join(filter(None, details))) if part)


class GitHubError(RemoteError):
    """GitHub refused or failed. `status` is 0 where it did not answer; `applied` None where nobody knows whether it did it."""

    def __init__(self, message: str, *, hint: str = "", status: int = 0, applied: bool | None = False) -> None:
        super().__init__(message, hint=hint)
        self.status = status
        self.applied = applied


def rate_limit_wait(answer: Answer, now: float) -> float | None:
    """The seconds until GitHub takes requests again; None where the answer is about no limit.

    A limit comes as 429, or as 403 with `Retry-After`, with nothing remaining, or with its words.
    """
    if answer.status not in {403, 429}:
        return None
    if (after := _number(answer.headers.get("retry-after"))) is not None:
        return after
    if answer.headers.get("x-ratelimit-remaining") == "0":
        reset = _number(answer.headers.get("x-ratelimit-reset"))
        # A second more: it is not clear when in that second.
        return max(reset - now, 0.0) + 1 if reset is not None else SECONDARY_WAIT
    lower = answer.message.lower()
    if answer.status == 429 or any(words in lower for words in _SECONDARY) or "rate limit exceeded" in lower:
        return SECONDARY_WAIT
    return None


def limited(call: str, wait: float, now: float) -> GitHubError:
    """A limit that lasts longer than this run may."""
    until = datetime.fromtimestamp(now + wait, UTC)
    return GitHubError(
        f"GitHub's rate limit is used up until {until:%H:%M:%S} UTC: {call}",
        hint="run it again after that; a GitHub App has a larger limit than a token",
        status=429,
    )


def refusal(call: str, answer: Answer, source: str) -> GitHubError:
    """The error for an answer of 300 or above, with what to do about it. `source` is where the credentials came from."""
    status, message = answer.status, answer.message or "no reason given"
    if status >= 500:
        return GitHubError(
            f"GitHub failed ({status}): {call}", hint="run it again; see githubstatus.com", status=status, applied=None
        )
    return GitHubError(f"{_said(status)}: {call}: {message}", hint=_hint(answer, source), status=status)


def _said(status: int) -> str:
    match status:
        case 401:
            return "GitHub does not accept the credentials (401)"
        case 403:
            return "GitHub does not allow this (403)"
        case 404 | 410:
            return f"GitHub does not find it, or does not show it ({status})"
        case _ if status < 400:
            return f"GitHub has moved it ({status})"
    return f"GitHub refuses ({status})"


def _hint(answer: Answer, source: str) -> str:
    match answer.status:
        case 401:
            return f"{source} is expired, revoked or mistyped: set a new one"
        case 403:
            return _permission_hint(answer.headers, source)
        case 404 | 410:
            return f"check the name, and that {source} may read it: GitHub answers 404 for what it does not show"
        case status if status < 400:
            return "the repository was renamed or moved: correct its name in platform.yaml's catalogue"
    return ""


def _permission_hint(headers: Mapping[str, str], source: str) -> str:
    if sso := _SSO.search(headers.get("x-github-sso", "")):
        return f"authorise the token of {source} for the organisation's single sign-on: {sso[1]}"
    if wanted := headers.get("x-accepted-github-permissions"):
        return f"what {source} stands for needs the permission `{wanted}` (see docs/report.md)"
    if scopes := headers.get("x-accepted-oauth-scopes"):
        return f"{source} has the scopes `{headers.get('x-oauth-scopes', '')}`; one of `{scopes}` is needed"
    return f"check the permissions of {source} (see docs/report.md)"


def _detail(error: Any) -> str:
    if isinstance(error, str):
        return error
    if not isinstance(error, dict):
        return ""
    if isinstance(error.get("message"), str):
        return str(error["message"])
    return " ".join(str(error[key]) for key in ("field", "code") if isinstance(error.get(key), str))


def _number(text: str | None) -> float | None:
    """A count of seconds in a header; None for a date or anything else."""
    return float(text) if text and text.isascii() and text.isdigit() and len(text) <= 12 else None
