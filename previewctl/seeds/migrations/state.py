"""The migrations that a seed was made at, and what a database made from it has applied."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.seeds.migrations.model import FIRST

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from previewctl.seeds.migrations.model import Branch, Key, Migration


class State(NamedTuple):
    """By app the last migrations that are applied, mostly one, with which all that they need is.

    `exact`: the names are all that is applied, as the rows of `django_migrations` are.
    """

    migrations: Mapping[str, tuple[str, ...]]
    exact: bool = False

    @classmethod
    def of_rows(cls, rows: Iterable[Key]) -> State:
        """The state of a database, from the apps and names in its `django_migrations`."""
        found: dict[str, list[str]] = {}
        for app, name in sorted(rows):
            found.setdefault(app, []).append(name)
        return cls({app: tuple(names) for app, names in found.items()}, exact=True)


class Applied(NamedTuple):
    """What a state means for a branch: `keys` are applied, `unknown` are of an own app and the branch does not know them.

    Where the last one is not known, all that the branch has of the app is taken for applied.
    """

    keys: frozenset[Key]
    unknown: tuple[Key, ...]


def applied(branch: Branch, state: State) -> Applied:
    """What is applied of a branch's own apps; an app of which a file cannot be read is left out."""
    expander = _Expander(branch.migrations)
    keys: set[Key] = set()
    unknown: list[Key] = []
    for app, names in branch.names.items():
        said = [(app, name) for name in state.migrations.get(app, ())]
        if app in branch.opaque:
            continue
        missing = [key for key in said if not expander.knows(key)]
        unknown += missing
        if state.exact:
            keys.update(said)
        elif missing:
            keys |= {(app, name) for name in names}
        else:
            found = {item for key in said for item in expander.closure(key)}
            keys |= found | expander.squashes_of(found)
    return Applied(frozenset(keys), tuple(unknown))


class _Expander:
    """Finds what has been applied before a migration of the same app."""

    def __init__(self, migrations: Iterable[Migration]) -> None:
        self._migrations = {item.key: item for item in migrations}
        self._squashes: dict[Key, list[Migration]] = {}
        self._run_before: dict[Key, set[Key]] = {}
        self._squashing = [key for key, item in self._migrations.items() if item.replaces]
        for item in migrations:
            for key in item.replaces:
                self._squashes.setdefault(key, []).append(item)
            for child in item.run_before:
                if child[0] == item.app:
                    self._run_before.setdefault(child, set()).add(item.key)

    def knows(self, key: Key) -> bool:
        """Whether the branch has a migration, or a squash that says that it replaces it."""
        return key in self._migrations or key in self._squashes

    def closure(self, start: Key) -> set[Key]:
        """A migration and all of its app that it needs; nothing for one that the branch does not know.

        A squash stands for what it replaces: Django records that too, once the squash has run. The files of those may be
        gone, and what needs such a one needs the squash.
        """
        found: set[Key] = set()
        pending = [start]
        if start not in self._migrations:
            listed, pending = self._before_last(start)
            found = {key for key in listed if key[0] == start[0] and key not in self._migrations}
        while pending:
            key = pending.pop()
            if key in found or key[0] != start[0]:
                continue
            migration = self._migrations.get(key)
            if migration is not None:
                found.add(key)
                pending += [item for item in migration.dependencies if item[1] != FIRST]
                pending += [item for item in migration.replaces if item in self._migrations]
                pending += self._run_before.get(key, ())
                found |= {item for item in migration.replaces if item not in self._migrations and item[0] == start[0]}
            elif key in self._squashes and not any(squash.key in found for squash in self._squashes[key]):
                pending.append(min(self._squashes[key], key=lambda squash: (len(squash.replaces), squash.key)).key)
        return found

    def _before_last(self, last: Key) -> tuple[list[Key], list[Key]]:
        """Of a migration whose file is gone: those that its squash lists up to it, and what is needed for them.

        `squashmigrations` lists them in the order in which they run.
        """
        listed: list[Key] = []
        needed: list[Key] = []
        for squash in self._squashes.get(last, ()):
            listed += squash.replaces[: squash.replaces.index(last) + 1]
            needed += squash.dependencies
        return listed, [*needed, *(key for key in listed if key in self._migrations)]

    def squashes_of(self, recorded: set[Key]) -> set[Key]:
        """The squashes of which all parts are recorded: `migrate` records those too."""
        found: set[Key] = set()
        before = -1
        while before != len(found):
            before = len(found)
            for key in self._squashing:
                if recorded | found >= set(self._migrations[key].replaces):
                    found.add(key)
        return found
