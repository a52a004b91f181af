"""Which variables are named like secrets.

What a name is about stands at its end: `DB_PASSWORD` is a password, `PASSWORD_RESET_TIMEOUT` is a time.
"""

from __future__ import annotations

import re

_SECRETS = frozenset({
    "access key", "account key", "api key", "apikey", "app key", "auth key", "auth token", "basic auth", "cipher key",
    "client secret", "credential", "credentials", "encryption key", "fernet key", "hmac key", "jwt key", "key base",
    "license key", "master key", "pass", "passphrase", "passwd", "password", "private key", "pwd", "requirepass", "secret",
    "secret key", "service key", "session key", "signing key", "token",
})  # fmt: skip
_ENDINGS = ("password", "passwd", "passphrase", "secret", "secretkey", "apikey", "token", "credentials")
_UNMISTAKABLE = (
    "password",
    "passwd",
    "passphrase",
    "secret",
    "secret key",
    "private key",
    "client secret",
    "credentials",
    "basic auth",
)

_QUALIFIERS = frozenset({
    "b64", "base64", "default", "dev", "fallback", "json", "live", "local", "new", "old", "pem", "preview",
    "previous", "primary", "prod", "production", "secondary", "staging", "test", "value",
})  # fmt: skip
"""Words after the noun that leave it what it is: `API_KEY_TEST`."""

_QUESTIONS = frozenset({
    "allow", "check", "disable", "enable", "enabled", "force", "has", "hide", "is", "max", "min", "need", "needs",
    "no", "require", "requires", "show", "skip", "use", "validate", "verify", "with",
})  # fmt: skip
"""Words before the noun that ask something about it: `REQUIRE_PASSWORD`."""

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
"""Where a word begins in `accountKey`."""
_PUBLIC = frozenset({"anon", "anonymous", "pub", "public", "publishable", "site"})
_OBJECTS = frozenset({"image", "k8s", "kube", "kubernetes", "pull", "tls"})
"""`TLS_SECRET` and `IMAGE_PULL_SECRET` are names of Kubernetes objects."""


_BUNDLED = ("VITE_", "NEXT_PUBLIC_", "REACT_APP_", "VUE_APP_", "NUXT_PUBLIC_", "GATSBY_", "EXPO_PUBLIC_")
"""How the variables begin that bundlers put into the code for browsers."""


def is_for_browsers(name: str) -> bool:
    """Whether a variable is put into what browsers load, by its name."""
    return name.startswith(_BUNDLED)


def is_secret_name(name: str, *, unmistakable: bool = False) -> bool:
    """Whether a variable is called what secrets are called; `unmistakable`: what is never meant to be public.

    Frontends call keys for browsers tokens and API keys too.
    """
    words = _words(name)
    if not words or words[0] in _QUESTIONS or _PUBLIC & set(words):
        return False
    last, two = words[-1], " ".join(words[-2:])
    if last == "secret" and _OBJECTS & set(words):
        return False
    if last == "pwd" and len(words) == 1:  # the shell's working directory
        return False
    if last == "pat" and not unmistakable:  # a personal access token of something
        return len(words) > 1
    if unmistakable:
        return last in _UNMISTAKABLE or two in _UNMISTAKABLE
    return last in _SECRETS or two in _SECRETS or last.endswith(_ENDINGS)


def _words(name: str) -> list[str]:
    words = [word for word in _HUMP.sub("_", name).lower().replace("-", "_").split("_") if word]
    while words and (words[-1] in _QUALIFIERS or words[-1].isdigit()):
        words.pop()
    return words
