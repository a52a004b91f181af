"""Who previewctl is for GitHub: a token, or an installation of a GitHub App."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from previewctl.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from previewctl.spec.platform import GitHub

TOKEN_VARIABLES = ("PREVIEWCTL_GITHUB_TOKEN", "GITHUB_TOKEN", "GH_TOKEN")
APP_ID = "PREVIEWCTL_GITHUB_APP_ID"
APP_KEY = "PREVIEWCTL_GITHUB_APP_KEY"
APP_KEY_FILE = "PREVIEWCTL_GITHUB_APP_KEY_FILE"
INSTALLATION_ID = "PREVIEWCTL_GITHUB_INSTALLATION_ID"
API_URL = "PREVIEWCTL_GITHUB_API_URL"
PUBLIC_API = "https://api.github.com"

_LARGEST_KEY = 64 << 10
_TOKEN = re.compile(r"\b(?:gh[a-z]_[A-Za-z0-9]{8,}|github_pat_[A-Za-z0-9_]{8,})|\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}")
"""GitHub's forms of tokens, and a JSON Web Token.
https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats
"""


class Token(NamedTuple):
    """A personal access token, GITHUB_TOKEN, or an installation token that somebody else has made. `source`: its variable."""

    value: str
    source: str

    def __repr__(self) -> str:
        return f"Token(source={self.source!r})"


class App(NamedTuple):
    """A GitHub App with its private key in PEM; `installation` is None where GitHub has to say it."""

    id: str
    key: str
    installation: int | None
    source: str

    def __repr__(self) -> str:
        return f"App(id={self.id!r}, installation={self.installation!r})"


def credentials(environment: Mapping[str, str]) -> Token | App:
    """What the environment has: the App where one is named, else a token. UsageError where there is neither."""
    if identity := environment.get(APP_ID, "").strip():
        return App(identity, _key(environment), _installation(environment), APP_ID)
    for name in TOKEN_VARIABLES:
        if value := environment.get(name, "").strip():
            if not value.isascii() or not value.isprintable() or " " in value:
                raise UsageError(f"{name} holds no token", hint="it has characters that no token has; set it anew")
            return Token(value, name)
    raise UsageError(
        "there are no credentials for GitHub",
        hint=f"set {TOKEN_VARIABLES[1]}, or {APP_ID} with {APP_KEY_FILE} for a GitHub App (see docs/report.md)",
    )


def api_url(platform: GitHub, environment: Mapping[str, str]) -> str:
    """Where the API is: the environment's word, else platform.yaml's, else github.com. Tokens go over TLS only."""
    url = (environment.get(API_URL) or platform.api_url or PUBLIC_API).rstrip("/")
    try:
        parts = urlsplit(url)
        port_is_fine = parts.port != 0
    except ValueError:
        raise UsageError(f"`{url}` is no URL of an API", hint=f"check {API_URL} and `github.apiUrl`") from None
    local = parts.hostname in {"127.0.0.1", "::1", "localhost"}
    if not (port_is_fine and parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and local))):
        raise UsageError(f"`{url}` is no HTTPS URL", hint=f"set {API_URL} to one: a token goes over TLS only")
    if parts.username or parts.password:
        raise UsageError("the URL of GitHub's API carries credentials", hint=f"set {TOKEN_VARIABLES[1]} instead")
    return url


def authentication(found: Token | App, installation: int | None = None) -> Any:
    """PyGithub's object for these credentials; for an App without `installation`, that of the App itself."""
    from github import Auth

    if isinstance(found, Token):
        return Auth.Token(found.value)
    try:
        app = Auth.AppAuth(found.id, found.key)
        app.create_jwt()
    except Exception:  # noqa: BLE001 - what reads keys raises much, and its words may quote the key
        raise UsageError(
            "the private key of the GitHub App cannot be read",
            hint=f"{APP_KEY_FILE} names the .pem file that GitHub made for the App",
        ) from None
    return app if installation is None else app.get_installation_auth(installation)


def redacted(text: str, found: Token | App) -> str:
    """`text` without anything that is a token, or looks like one."""
    if isinstance(found, Token):
        text = text.replace(found.value, "***")
    return _TOKEN.sub("***", text)


def _key(environment: Mapping[str, str]) -> str:
    if key := environment.get(APP_KEY, "").strip():
        return key.replace("\\n", "\n") + "\n"
    path = environment.get(APP_KEY_FILE, "").strip()
    if not path:
        raise UsageError(f"{APP_ID} is set, and the App's private key is not", hint=f"set {APP_KEY_FILE} or {APP_KEY}")
    try:
        with open(path, encoding="ascii") as file:
            return file.read(_LARGEST_KEY)
    except (OSError, ValueError):
        raise UsageError(
            f"the private key in {path} cannot be read", hint=f"{APP_KEY_FILE} names a .pem file that you may read"
        ) from None


def _installation(environment: Mapping[str, str]) -> int | None:
    text = environment.get(INSTALLATION_ID, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise UsageError(f"{INSTALLATION_ID} is not a number", hint="it stands in the URL of the App's installation")
    return int(text)
