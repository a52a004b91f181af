"""The graph of migrations, with the operations of django.db.migrations.graph.MigrationGraph of Django 5 and 6."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from previewctl.seeds.migrations.model import Key


class Absent(NamedTuple):
    """A migration that `origin` names, as what it needs or what it has to run before, and that no file has."""

    key: Key
    origin: Key


class Graph:
    """Migrations and their dependencies; a node that others name and no file has is absent."""

    def __init__(self) -> None:
        self.parents: dict[Key, set[Key]] = {}
        self.children: dict[Key, set[Key]] = {}
        self.absent: dict[Key, Key] = {}

    def __contains__(self, key: object) -> bool:
        """Whether there is a node, absent ones included."""
        return key in self.parents

    @property
    def nodes(self) -> Iterable[Key]:
        """All nodes, in the order in which they came."""
        return self.parents.keys()

    def add(self, key: Key) -> None:
        """Adds a migration."""
        self.parents[key] = set()
        self.children[key] = set()

    def connect(self, child: Key, parent: Key, origin: Key) -> None:
        """Adds a dependency that the migration `origin` declares."""
        for key in (child, parent):
            if key not in self:
                self.add(key)
                self.absent[key] = origin
        self.parents[child].add(parent)
        self.children[parent].add(child)

    def replace(self, replacement: Key, replaced: Iterable[Key]) -> bool:
        """Puts a squash in the place of what it replaces; False where it is not in the graph any more."""
        gone = set(replaced)
        if replacement not in self:
            return False
        for key in gone & self.parents.keys():
            parents, children = self._removed(key)
            for child in children:
                self.parents[child].discard(key)
                if child not in gone and replacement in self:
                    self.children[replacement].add(child)
                    self.parents[child].add(replacement)
            for parent in parents:
                self.children[parent].discard(key)
                if parent not in gone and replacement in self:
                    self.parents[replacement].add(parent)
                    self.children[parent].add(replacement)
        return True

    def give_up(self, replacement: Key, replaced: Iterable[Key]) -> bool:
        """Takes out a squash that is applied in part: what depends on it depends on the last of what it replaces."""
        if replacement not in self:
            return False
        parents, children = self._removed(replacement)
        present = {key for key in replaced if key in self}
        last = present - {parent for key in present for parent in self.parents[key]}
        for child in children:
            self.parents[child].discard(replacement)
            for key in last:
                self.children[key].add(child)
                self.parents[child].add(key)
        for parent in parents:
            self.children[parent].discard(replacement)
        return True

    def _removed(self, key: Key) -> tuple[set[Key], set[Key]]:
        self.absent.pop(key, None)
        parents, children = self.parents.pop(key), self.children.pop(key)
        return parents - {key}, children - {key}

    def roots(self, app: str) -> list[Key]:
        """The migrations of an app that need none of it, sorted."""
        return sorted(key for key in self.nodes if key[0] == app and all(item[0] != app for item in self.parents[key]))

    def leaves(self, app: str | None = None) -> list[Key]:
        """The migrations that none of the same app needs, sorted."""
        wanted = (key for key in self.nodes if app is None or key[0] == app)
        return sorted(key for key in wanted if all(item[0] != key[0] for item in self.children[key]))

    def plan(self, leaf: Key) -> list[Key]:
        """What has to run for a migration, in the order in which Django would run it, ending with itself."""
        done: dict[Key, None] = {}
        stack = [(leaf, False)]
        while stack:
            key, processed = stack.pop()
            if key in done:
                continue
            if processed:
                done[key] = None
            else:
                stack.append((key, True))
                stack += [(parent, False) for parent in sorted(self.parents[key])]
        return list(done)

    def cycle(self) -> tuple[Key, ...]:
        """A way from a migration back to itself through what it needs, the same in every run; empty if there is none."""
        done: set[Key] = set()
        for start in sorted(self.nodes):
            trail: dict[Key, Iterator[Key]] = {}
            pending: Key | None = start
            while pending is not None or trail:
                if pending is not None and pending not in done:
                    if pending in trail:
                        keys = list(trail)
                        return tuple(keys[keys.index(pending) :])
                    trail[pending] = iter(sorted(self.parents[pending]))
                last = next(reversed(trail), None)
                if last is None:
                    break
                pending = next(trail[last], None)
                if pending is None:
                    done.add(last)
                    del trail[last]
        return ()
