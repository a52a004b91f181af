"""Keeps a draft within the bounds of a preview.yaml: files of other tools may hold any number of anything."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from previewctl.repository.variables import is_name
from previewctl.scaffold.draft import Leaf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.repository.reading import Value
    from previewctl.scaffold.draft import Branch, Draft

_UNUSABLE = re.compile("[\0\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""As in `spec/unusable.py`."""
_MOST = {"processes": 50, "services": 50, "volumes": 50, "dependencies": 200, "env": 2_000}
_MOST_WORDS = 256
_LONGEST_WORD = 4_096
_LONGEST = {"image": 512, "path": 1_024, "health": 1_024, "version": 40}
"""The bounds of the models in `spec/preview.py`."""


def fit(draft: Draft) -> None:
    """Takes away what a preview.yaml cannot hold, with a note."""
    for path in list(_unusable(draft.tree, ())):
        draft.remove(path, f"`{'.'.join(path)}` was left out: it has a character that no container can be given")
    for path in list(_too_long(draft)):
        draft.remove(path, f"`{'.'.join(path)}` was left out: it is longer than a preview.yaml allows")
    for name in [name for name in draft.branch("env") if not is_name(name)]:
        draft.remove(("env", name), f"`env.{name}` was left out: it is no name of a variable")
    for section, most in _MOST.items():
        extra = list(draft.branch(section))[most:]
        for name in extra:
            draft.remove((section, name))
        if extra:
            draft.notes.append(f"{len(extra)} of `{section}` were left out: a preview.yaml has at most {most}")
    for lines in draft.suggestions.values():
        for name in list(lines)[_MOST["env"] :]:
            del lines[name]


def _unusable(tree: Branch, above: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for key, item in tree.items():
        path = (*above, key)
        if _UNUSABLE.search(key) or (isinstance(item, Leaf) and _has_unusable(item.value)):
            yield path
        elif not isinstance(item, Leaf):
            yield from _unusable(item, path)


def _has_unusable(value: Value) -> bool:
    if isinstance(value, dict):
        return any(_has_unusable(part) for pair in value.items() for part in pair)
    if isinstance(value, list):
        return any(map(_has_unusable, value))
    return isinstance(value, str) and _UNUSABLE.search(value) is not None


def _too_long(draft: Draft) -> Iterator[tuple[str, ...]]:
    for section in ("processes", "services", "volumes", "databases"):
        for name, item in draft.branch(section).items():
            for key in item if isinstance(item, dict) else ():
                if not _fits(key, draft.value(section, name, key)):
                    yield section, name, key
    for path in (("migrations", "command"), ("hooks", "release"), ("hooks", "postdeploy")):
        if not _fits("command", draft.value(*path)):
            yield path
    for name in draft.branch("env"):
        value = draft.value("env", name)
        if isinstance(value, str) and len(value) > _LONGEST_WORD:
            yield "env", name


def _fits(key: str, value: object) -> bool:
    if isinstance(value, list):
        return len(value) <= _MOST_WORDS and all(len(str(word)) <= _LONGEST_WORD for word in value)
    return not isinstance(value, str) or len(value) <= _LONGEST.get(key, _LONGEST_WORD)
