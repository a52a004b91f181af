"""How git proves who it is to the GitOps repository's server: a token in the environment, or whatever git has itself."""

from __future__ import annotations

import os
import re
import urllib.parse
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from previewctl.errors import UsageError
from previewctl.integrations.platform_url import is_git_url

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TOKEN_VARIABLE = "PREVIEWCTL_GITOPS_TOKEN"  # noqa: S105 - the variable's name
_HANDED_OVER = "PREVIEWCTL_GIT_PASSWORD"
_HELPER = f'!f() {{ test "$1" = get && echo username=x-access-token && echo "password=${_HANDED_OVER}"; }}; f'
"""Git runs it in a shell with one argument. https://git-scm.com/docs/gitcredentials#_custom_helpers"""
_USERINFO = re.compile(r"[a-z0-9+.-]+://(?P<user>[^/@]*)@", re.IGNORECASE)
_LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


class GitLocation(NamedTuple):
    """Where a GitOps repository is: a URL without credentials, as git takes it, and `local`, a directory of this machine."""

    url: str
    local: bool = False

    @property
    def host(self) -> str:
        """The host of a URL over HTTP, with its port; empty for SSH and directories."""
        parts = urllib.parse.urlsplit(self.url)
        return parts.netloc.lower() if parts.scheme in {"https", "http"} else ""


class Credentials(NamedTuple):
    """Git's settings and variables for one repository, and the secrets in them."""

    settings: Mapping[str, str] = {}
    variables: Mapping[str, str] = {}
    secrets: tuple[str, ...] = ()


def git_location(text: str) -> GitLocation:
    """The repository that `--gitops` names; UsageError for what is none, or brings credentials along."""
    if not is_git_url(text):
        directory = Path(text)
        if not directory.is_dir():
            raise UsageError(
                f"{text} is no directory, and no Git URL", hint="name the GitOps repository: `--gitops URL`"
            )
        if not ((directory / ".git").exists() or (directory / "HEAD").is_file()):
            raise UsageError(f"{text} is no Git repository", hint="name the GitOps repository: `--gitops URL`")
        return GitLocation(f"file://{urllib.parse.quote(str(directory.resolve()))}", local=True)
    found = _USERINFO.match(text)
    if found and (not text.lower().startswith("ssh://") or ":" in found["user"]):
        raise UsageError(
            "the URL of the GitOps repository holds credentials, which would show in process lists",
            hint=f"leave them out, and put a token into the environment: {TOKEN_VARIABLE}",
        )
    if text.startswith("-") or not text.isprintable() or any(character.isspace() for character in text):
        raise UsageError("this is no URL of a Git repository")
    return GitLocation(text, local=text.lower().startswith("file://"))


def credentials_for(location: GitLocation, token: Callable[[str], str | None]) -> Credentials:
    """What git is told for this location. `token` gives that of a host, None where git is to use what it has."""
    if not location.host:
        return Credentials()
    secret = token(location.host)
    if secret is None:
        return Credentials()
    if location.url.lower().startswith("http:") and urllib.parse.urlsplit(location.url).hostname not in _LOCAL_HOSTS:
        raise UsageError("a token is not sent without encryption", hint="use the repository's https:// URL")
    scheme = location.url.partition("://")[0].lower()
    # The empty helper drops all that are configured: none of them is asked, or told the token.
    settings = {
        "credential.helper": "",
        f"credential.{scheme}://{location.host}.helper": _HELPER,
        "credential.interactive": "false",
        "core.askPass": "",
        # A header that somebody configured would go first, with another token.
        f"http.{location.url}.extraHeader": "",
        # To another host the token would not go, but what another host says must not count either.
        "http.followRedirects": "false",
    }
    return Credentials(settings, {_HANDED_OVER: secret, "GIT_ASKPASS": ""}, (secret,))


def token_from_environment(github_host: str = "github.com") -> Callable[[str], str | None]:
    """Takes `PREVIEWCTL_GITOPS_TOKEN` for any host, and `GITHUB_TOKEN` for GitHub's own and no other.

    UsageError for a token that cannot be one: a line break in it would be a second line of git's protocol.
    """

    def token(host: str) -> str | None:
        found = os.environ.get(TOKEN_VARIABLE, "").strip()
        if not found and host == github_host:
            found = os.environ.get("GITHUB_TOKEN", "").strip()
        if found and not (found.isascii() and found.isprintable() and " " not in found):
            raise UsageError("the token for the GitOps repository holds characters that no token has")
        return found or None

    return token
