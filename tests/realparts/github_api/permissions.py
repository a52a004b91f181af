"""Which permission each request needs, after https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.realparts.github_api.git_data import Answer
    from tests.realparts.github_api.model import Token

_CONVERSATION = ("issues", "pull_requests")


def wanted(method: str, rest: list[str]) -> tuple[tuple[str, ...], str]:
    """The permissions of which one is enough, and the level; `rest` is the path below /repos/{owner}/{repo}."""
    level = "read" if method == "GET" else "write"
    match rest:
        case ["pulls", *_]:
            return ("pull_requests",), level
        case ["issues", *_]:
            return _CONVERSATION, level
        case ["deployments", *_]:
            return ("deployments",), level
        case ["statuses", *_] | ["commits", _, "status"]:
            return ("statuses",), level
        case ["git", *_] | ["contents", *_]:
            return ("contents",), level
        case ["environments"]:
            return ("actions",), level
        case ["environments", *_]:
            return ("administration",), level
    return (), level


def allows(token: Token, names: tuple[str, ...], level: str) -> bool:
    """Whether a token has one of these permissions."""
    if token.permissions is None or not names:
        return True
    levels = {"write"} if level == "write" else {"read", "write"}
    return any(token.permissions.get(name) in levels for name in names)


def refused(token: Token, method: str, rest: list[str]) -> Answer | None:
    """What GitHub answers to a token that may not do this; None where it may."""
    if token.sso:
        headers = {"X-GitHub-SSO": f"required; url={token.sso}"}
        return 403, {"message": "Resource protected by organization SAML enforcement."}, headers
    names, level = wanted(method, rest)
    if allows(token, names, level):
        return None
    headers = {"X-Accepted-GitHub-Permissions": "; ".join(f"{name}={level}" for name in names)}
    return 403, {"message": "Resource not accessible by integration"}, headers
