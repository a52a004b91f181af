"""Keeps a draft within the bounds of a preview.yaml: files of other tools may hold any number of anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.scaffold.draft import Draft

_MOST = {"processes": 50, "services": 50, "volumes": 50, "dependencies": 200, "env": 2_000}
_MOST_WORDS = 256
_LONGEST_WORD = 4_096
_LONGEST = {"image": 512, "path": 1_024, "health": 1_024, "version": 40}
"""The bounds of the models in `spec/preview.py`."""


def fit(draft: Draft) -> None:
    """Takes away what a preview.yaml cannot hold, with a note."""
    for path in list(_too_long(draft)):
        draft.remove(path, f"`{'.'.join(path)}` was left out: it is longer than a preview.yaml allows")
    for section, most in _MOST.items():
        extra = list(draft.branch(section))[most:]
        for name in extra:
            draft.remove((section, name))
        if extra:
            draft.notes.append(f"{len(extra)} of `{section}` were left out: a preview.yaml has at most {most}")
    for lines in draft.suggestions.values():
        for name in list(lines)[_MOST["env"] :]:
            del lines[name]


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
