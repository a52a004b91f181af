"""Values as a comparison may show them: short, on one line, and without what may be a secret."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from previewctl.diagnostics.excerpt import printable, shortened
from previewctl.rules.random_value import is_random
from previewctl.rules.secret_names import is_secret_name
from previewctl.rules.token_forms import find_token

if TYPE_CHECKING:
    from collections.abc import Sequence

HIDDEN = "•••"
_LONGEST = 80
_PASSWORD = re.compile(r"://[^/\s@]*:(?!\$\()[^/\s@]+@")
_DOUBTFUL = frozenset({"auth", "cert", "credential", "credentials", "dsn", "key", "keys", "salt", "secret", "token"})
"""Words of names that `lint` lets pass: here the value would go into a comment."""
_OPTION = re.compile(r"-{0,2}([A-Za-z][\w-]*)=(.+)", re.DOTALL)


def shown(name: str, value: str) -> str:
    """The value of a variable; hidden where its name, or itself, looks like a secret."""
    if _is_named_like_a_secret(name) or is_hidden(value):
        return HIDDEN
    return shortened(printable(value), _LONGEST)


def _is_named_like_a_secret(name: str) -> bool:
    return is_secret_name(name) or not _DOUBTFUL.isdisjoint(re.split(r"[_-]", name.lower()))


def is_hidden(value: str) -> bool:
    """Whether a text has the form of a token, a password in a URL, or something random."""
    return find_token(value) is not None or bool(_PASSWORD.search(value)) or is_random(value)


def shown_command(words: Sequence[str]) -> str:
    """A command on one line, each word that may be a secret hidden, and what follows an option that is named like one."""
    found = []
    follows = False
    for word in words:
        option = _OPTION.fullmatch(word)
        if follows or is_hidden(word):
            found.append(HIDDEN)
        elif option and _is_named_like_a_secret(option[1]):
            found.append(f"{word[: option.start(2)]}{HIDDEN}")
        else:
            found.append(printable(word))
        follows = word.startswith("--") and "=" not in word and _is_named_like_a_secret(word.strip("-"))
    return shortened(" ".join(found), 2 * _LONGEST)
