"""Conclusions of several readers as one draft: the first that says something about a key is followed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from previewctl.repository.reading import Conclusion, Reading, Value

# Values of these are written as one, whatever they hold.
_WHOLE = {"env", "hooks", "checks", "secrets"}
# The lists to which every reader adds: the variables of a database, the processes that mount a volume.
_COLLECTED = {("databases", "env"), ("volumes", "processes")}


@dataclass
class Leaf:
    """A value, where it is from, and what a person should look at. `others` are values that other files have instead."""

    value: Value
    source: str
    check: str = ""
    others: dict[str, Value] = field(default_factory=dict)


Branch: TypeAlias = dict[str, "Leaf | Branch"]


@dataclass
class Draft:
    """A preview.yaml in the making.

    `tree` is what it says, `headings` where its mappings are from. `suggestions` are lines that somebody has to finish:
    they are written as comments, below the section that they belong to. `removed` is what was there, and why it is not any
    more; `notes` say in whole sentences what was left out.
    """

    tree: Branch = field(default_factory=dict)
    headings: dict[tuple[str, ...], Leaf] = field(default_factory=dict)
    suggestions: dict[str, dict[str, Leaf]] = field(default_factory=dict)
    removed: dict[tuple[str, ...], str] = field(default_factory=dict)
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

    def leaf(self, *path: str) -> Leaf | None:
        """The leaf at a key path."""
        found = self.get(*path)
        return found if isinstance(found, Leaf) else None

    def value(self, *path: str) -> Value | None:
        """The value at a key path."""
        found = self.leaf(*path)
        return found.value if found else None

    def put(self, path: tuple[str, ...], leaf: Leaf) -> None:
        """Sets a value, unless there is one; adds to it where it is a list that everybody adds to."""
        here = self.mapping(path[:-1])
        if here is None:
            return
        there = here.setdefault(path[-1], leaf)
        if not isinstance(there, Leaf) or there is leaf or there.value == leaf.value:
            return
        if (path[0], path[-1]) in _COLLECTED and isinstance(there.value, list) and isinstance(leaf.value, list):
            added = [item for item in leaf.value if item not in there.value]
            if added and not there.value:  # it only said what to look at where there is nothing
                there.value, there.source, there.check = added, leaf.source, leaf.check
            elif added:
                there.value = [*there.value, *added]
                there.source = _sources(there.source, leaf.source)
        else:
            there.others.setdefault(leaf.source, leaf.value)

    def mapping(self, path: tuple[str, ...], heading: Leaf | None = None) -> Branch | None:
        """The mapping at a key path, made where there is none; None where a value stands in the way."""
        here = self.tree
        for part in path:
            inner = here.setdefault(part, {})
            if isinstance(inner, Leaf):
                return None
            here = inner
        if heading is not None:
            known = self.headings.setdefault(path, heading)
            known.check = known.check or heading.check
        return here

    def suggest(self, section: str, name: str, leaf: Leaf) -> None:
        """A line of a section that somebody has to finish."""
        self.suggestions.setdefault(section, {}).setdefault(name, leaf)

    def remove(self, path: tuple[str, ...], reason: str = "") -> None:
        """Takes something away, with the mappings that would be empty; `reason` is a whole sentence."""
        parent = self.branch(*path[:-1]) if len(path) > 1 else self.tree
        if parent.pop(path[-1], None) is None:
            return
        self.removed[path] = reason.partition("was left out: ")[2]
        if reason:
            self.notes.append(reason)
        if len(path) > 1 and not parent:
            self.remove(path[:-1])


def _sources(known: str, other: str) -> str:
    """Where a list is from to which several files added: `a.yml:3, a.yml:7`."""
    return known if other in known.split(", ") else f"{known}, {other}"


def drafted(readings: Iterable[Reading]) -> Draft:
    """The draft that follows from the readings; those that come first count more."""
    draft = Draft()
    for reading in readings:
        draft.notes += reading.notes
        for conclusion in reading.conclusions:
            _follow(draft, conclusion)
    return draft


def _follow(draft: Draft, conclusion: Conclusion) -> None:
    source = str(conclusion.evidence)
    for path, value in _expanded(tuple(str(part) for part in conclusion.path), conclusion.value):
        if value == {}:
            draft.mapping(path, Leaf("", source, conclusion.check))
        else:
            draft.put(path, Leaf(value, source, conclusion.check))


def _expanded(path: tuple[str, ...], value: Value) -> Iterator[tuple[tuple[str, ...], Value]]:
    if not isinstance(value, dict) or path[0] in _WHOLE or not value:
        yield path, list(value) if isinstance(value, tuple) else value
        return
    for key, item in value.items():
        yield from _expanded((*path, key), item)
