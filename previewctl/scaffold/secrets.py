"""Keeps secrets out of the file: what looks like one in another tool's file is never copied."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from previewctl.repository.secret_values import has_secret, is_own_secret
from previewctl.rules.random_value import is_random
from previewctl.rules.secret_names import is_secret_name
from previewctl.rules.token_forms import find_token
from previewctl.scaffold.draft import Leaf

if TYPE_CHECKING:
    from previewctl.scaffold.draft import Draft

_PASSWORD_IN_URL = re.compile(r"://[^/\s?#:@]*:(?!\$\{)[^/\s?#@]+@(?!\$\{services\.)")
_SECRET = {"generate": "secret"}


def looks_secret(name: str, text: str) -> bool:
    """Whether a variable's value should not be read by everybody who reads the repository."""
    if "${" in text and "://" not in text:
        return False
    if find_token(text) is not None or _PASSWORD_IN_URL.search(text) or is_random(text):
        return True
    return is_secret_name(name) and text.lower() not in {"true", "false", "0", "1"}


def protect(draft: Draft) -> None:
    """Replaces values that look secret: with a generated one, or with a suggestion of a reference."""
    service = str(draft.value("service") or "app")
    for name, leaf in list(draft.branch("env").items()):
        if not isinstance(leaf, Leaf):
            continue
        leaf.others = {source: text for source, text in leaf.others.items() if not looks_secret(name, str(text))}
        unknown = isinstance(leaf.value, dict) and leaf.value.get("secret") == ""
        if isinstance(leaf.value, dict) and not unknown:
            leaf.others = {}
        elif unknown or looks_secret(name, str(leaf.value)):
            leaf.others = {}
            if is_own_secret(name):
                leaf.value = dict(_SECRET)
            else:
                draft.remove(("env", name))
                plain = unknown and not leaf.check and not is_secret_name(name)
                line = (
                    Leaf("", leaf.source, "no file says its value") if plain else reference(service, name, leaf.source)
                )
                draft.suggest("env", name, line)
    _commands(draft)


def reference(service: str, name: str, source: str) -> Leaf:
    """A variable that takes its value from the store."""
    return Leaf(
        {"secret": f"preview/{service}#{name}"}, source, "store it in AWS Secrets Manager under that name and key"
    )


def _commands(draft: Draft) -> None:
    """A command with a password in it is left out: arguments are readable to whoever may look at the namespace."""
    for section in ("processes", "services"):
        for name in list(draft.branch(section)):
            words = draft.value(section, name, "command")
            if isinstance(words, list) and any(_leaks(str(word)) for word in words):
                reason = f"`{section}.{name}.command` was left out: there is a password in it"
                draft.remove((section, name, "command"), reason)


def _leaks(word: str) -> bool:
    return find_token(word) is not None or has_secret(word) or is_random(word)
