"""Conclusions of several readers as one draft: the first that says something about a key is followed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from previewctl.repository.reading import Conclusion, KeyPath, Reading, Value

# Values of these are written as one, whatever they hold.
_WHOLE = {"env", "hooks", "migrations", "checks", "secrets"}


@dataclass
class Leaf:
    """A value, where it is from, and what a person should look at. `others` are values that other files have instead."""

    value: Value
    source: str
    check: str = ""
    others: dict[str, str] = field(default_factory=dict)


Branch: TypeAlias = dict[str, "Leaf | Branch"]


@dataclass
class Draft:
    """A preview.yaml in the making: its tree, and what was left out of it, in whole sentences."""

    tree: Branch = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def get(self, *path: str) -> Leaf | Branch | None:
        """What stands at a key path; None where there is nothing."""
        here: Leaf | Branch | None = self.tree
        for part in path:
            here = here.get(part) if isinstance(here, dict) else None
        return here

    def branch(self, *path: str) -> Branch:
        """The mapping at a key path; an empty one, which is not part of the draft, where there is none."""
        found = self.get(*path)
        return found if isinstance(found, dict) else {}

    def value(self, *path: str) -> Value | None:
        """The value at a key path."""
        found = self.get(*path)
        return found.value if isinstance(found, Leaf) else None

    def put(self, path: tuple[str, ...], leaf: Leaf) -> None:
        """Sets a value, unless there is one."""
        here = self.tree
        for part in path[:-1]:
            inner = here.setdefault(part, {})
            if isinstance(inner, Leaf):
                return
            here = inner
        there = here.setdefault(path[-1], leaf)
        if isinstance(there, Leaf) and there is not leaf and there.value != leaf.value:
            there.others.setdefault(leaf.source, str(leaf.value))

    def remove(self, path: tuple[str, ...], reason: str = "") -> None:
        """Takes something away, with the mappings that would be empty; `reason` is a whole sentence."""
        parent = self.branch(*path[:-1]) if len(path) > 1 else self.tree
        if parent.pop(path[-1], None) is None:
            return
        if reason:
            self.notes.append(reason)
        if len(path) > 1 and not parent:
            self.remove(path[:-1])


def drafted(readings: Iterable[Reading]) -> Draft:
    """The draft that follows from the readings; those that come first count more."""
    draft = Draft()
    for reading in readings:
        draft.notes += reading.notes
        for conclusion in reading.conclusions:
            for path, value in _leaves(conclusion):
                draft.put(path, Leaf(value, str(conclusion.evidence), conclusion.check))
    return draft


def _leaves(conclusion: Conclusion) -> Iterator[tuple[tuple[str, ...], Value]]:
    path = tuple(str(part) for part in conclusion.path)
    yield from _expanded(path, conclusion.value)


def _expanded(path: tuple[str, ...], value: Value) -> Iterator[tuple[tuple[str, ...], Value]]:
    if not isinstance(value, dict) or path[0] in _WHOLE or not value:
        if value != {} or path[0] in _WHOLE:
            yield path, value
        elif len(path) > 1:
            yield (*path, ""), ""  # the mapping is there, and nothing is known of it
        return
    for key, item in value.items():
        yield from _expanded((*path, key), item)


def key_path_of(path: KeyPath) -> str:
    """A key path as people write it."""
    return ".".join(str(part) for part in path)
