"""Builds the graph of a branch on top of what a database has, as django.db.migrations.loader.MigrationLoader does.

Nested squashes are those of Django 6 (https://docs.djangoproject.com/en/6.0/topics/migrations/#squashing-migrations);
Django 5 refuses to write them, and agrees on all others. What packages bring is known by name only: a dependency on one
of their migrations is taken to be met.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.seeds.migrations.graph import Absent, Graph
from previewctl.seeds.migrations.model import FIRST, LATEST

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from previewctl.seeds.migrations.model import Branch, Key, Migration


class UnknownApp(NamedTuple):
    """A dependency of `origin` on an app that is not there, or that has no migrations (`empty`)."""

    app: str
    origin: Key
    empty: bool


class History(NamedTuple):
    """A migration that is applied, and one that it needs and that is not."""

    applied: Key
    missing: Key


class Loaded(NamedTuple):
    """The graph after squashes have taken their places.

    `applied` are the migrations that count as applied, among them the squashes of which all parts are. `absent`,
    `unknown_apps`, `circular` (a squash that replaces itself through others) and `cycle` are what Django's loader would
    raise; `history` and `conflicts` (leaves by app, where there is more than one) what `migrate` would refuse to run on.
    """

    graph: Graph
    applied: frozenset[Key]
    absent: tuple[Absent, ...] = ()
    unknown_apps: tuple[UnknownApp, ...] = ()
    circular: Key | None = None
    cycle: tuple[Key, ...] = ()
    history: tuple[History, ...] = ()

    @property
    def conflicts(self) -> dict[str, tuple[str, ...]]:
        """The leaves of the apps that have several: MigrationLoader.detect_conflicts."""
        leaves: dict[str, list[str]] = {}
        for app, name in (key for key in self.graph.leaves() if key not in self.graph.absent):
            leaves.setdefault(app, []).append(name)
        return {app: tuple(names) for app, names in leaves.items() if len(names) > 1}

    def plan(self) -> tuple[Key, ...]:
        """What `migrate` would run, in its order: MigrationExecutor.migration_plan for all leaves; nothing in a cycle."""
        found: dict[Key, None] = {}
        for leaf in self.graph.leaves() if not self.cycle else ():
            for key in self.graph.plan(leaf) if leaf not in self.applied else ():
                if key not in self.applied and key not in self.graph.absent:
                    found[key] = None
        return tuple(found)


def load(branch: Branch, applied: frozenset[Key]) -> Loaded:
    """The graph of a branch, for a database in which exactly these migrations are recorded."""
    loader = _Loader(branch)
    loader.connect()
    counted, circular = loader.squash(applied)
    graph = loader.graph
    absent = tuple(Absent(key, origin) for key, origin in graph.absent.items())
    return Loaded(
        graph,
        frozenset(counted),
        absent,
        tuple(dict.fromkeys(loader.unknown)),
        circular,
        graph.cycle(),
        tuple(_history(graph, applied, loader.replacements)),
    )


class _Loader:
    """The graph while it is being built."""

    def __init__(self, branch: Branch) -> None:
        self.graph = Graph()
        self.unknown: list[UnknownApp] = []
        self._branch = branch
        self._own = branch.own
        self._opaque = branch.opaque
        self._migrated = {app.label for app in branch.apps.own if app.directory is not None}
        self._migrations = {item.key: item for item in branch.migrations if item.app not in self._opaque}
        self.replacements = {key: item for key, item in self._migrations.items() if item.replaces}

    def connect(self) -> None:
        """Adds all migrations and their dependencies: first those within an app, which say what its root is."""
        for key in self._migrations:
            self.graph.add(key)
        for key, migration in self._migrations.items():
            for parent in migration.dependencies:
                if parent[0] == key[0] and parent[1] != FIRST:
                    self.graph.connect(key, parent, key)
        for key, migration in self._migrations.items():
            self._connect_apps(key, migration)

    def _connect_apps(self, key: Key, migration: Migration) -> None:
        for parent in migration.dependencies:
            found = self._resolved(parent, key) if parent[0] != key[0] else None
            if found is not None:
                self.graph.connect(key, found, key)
        for child in migration.run_before:
            found = self._resolved(child, key)
            if found is not None:
                self.graph.connect(found, key, key)

    def _resolved(self, key: Key, origin: Key) -> Key | None:
        """The migration that a dependency means; None where it asks for nothing, or for what nobody here knows."""
        app, name = key
        if app in self._opaque or self._is_of_a_package(app):
            return None
        if name not in {FIRST, LATEST} or key in self.graph:
            return key
        if app == origin[0] or (app in self._own and app not in self._migrated):
            return None
        ends = self.graph.roots(app) if name == FIRST else self.graph.leaves(app)
        if app in self._own and ends:
            return ends[0]
        self.unknown.append(UnknownApp(app, origin, empty=app in self._own))
        return None

    def _is_of_a_package(self, app: str) -> bool:
        """Whether a package may bring the app: where the settings leave that open, any that is not here."""
        apps = self._branch.apps
        return app not in self._own and (app in apps.packages or not app or not (apps.complete and apps.certain))

    def squash(self, recorded: frozenset[Key]) -> tuple[set[Key], Key | None]:
        """Lets squashes take their places; gives what counts as applied, and a squash that replaces itself."""
        squasher = _Squasher(self.graph, self.replacements, set(recorded))
        for key in self.replacements:
            circular = squasher.replace(key)
            if circular is not None:
                return squasher.applied, circular
        return squasher.applied, None


class _Squasher:
    """Puts squashes into the graph, or takes them out: MigrationLoader.replace_migration of Django 6."""

    def __init__(self, graph: Graph, replacements: Mapping[Key, Migration], applied: set[Key]) -> None:
        self.applied = applied
        self._graph = graph
        self._replacements = replacements
        self._finished: dict[Key, bool] = {}

    def replace(self, start: Key) -> Key | None:
        """Decides about a squash, after those that it replaces itself; gives one that replaces itself, if there is any."""
        pending = [(start, iter(self._replacements[start].replaces))]
        if start in self._finished:
            return None
        self._finished[start] = False
        while pending:
            key, inner = pending[-1]
            for part in inner:
                if self._finished.get(part) is False:
                    return part
                if part in self._replacements and part not in self._finished:
                    self._finished[part] = False
                    pending.append((part, iter(self._replacements[part].replaces)))
                    break
            else:
                self._decide(key)
                self._finished[key] = True
                pending.pop()
        return None

    def _decide(self, key: Key) -> None:
        replaces = self._replacements[key].replaces
        states = {part in self.applied for part in resolved(key, self._replacements)}
        if states == {True}:
            self.applied.add(key)
        else:
            self.applied.discard(key)
        if len(states) == 1:
            self._graph.replace(key, replaces)
        else:
            self._graph.give_up(key, replaces)


def resolved(key: Key, replacements: Mapping[Key, Migration]) -> set[Key]:
    """The migrations that a squash replaces in the end, through squashes that it replaces."""
    found: set[Key] = set()
    pending, seen = [key], {key}
    while pending:
        for part in replacements[pending.pop()].replaces:
            if part not in replacements:
                found.add(part)
            elif part not in seen:
                seen.add(part)
                pending.append(part)
    return found


def _history(graph: Graph, recorded: frozenset[Key], replacements: Mapping[Key, Migration]) -> Iterator[History]:
    """What is recorded before what it needs: MigrationLoader.check_consistent_history."""
    for key in sorted(recorded):
        for parent in sorted(graph.parents.get(key, ())):
            if parent not in recorded and not _all_recorded(parent, recorded, replacements):
                yield History(key, parent)


def _all_recorded(key: Key, recorded: frozenset[Key], replacements: Mapping[Key, Migration]) -> bool:
    """Whether a migration is a squash, and all that it replaces is recorded: MigrationLoader.all_replaced_applied."""
    pending, seen = [key], {key}
    while pending:
        squash = replacements.get(pending.pop())
        if squash is None:
            return False
        for part in squash.replaces:
            if part not in recorded and part not in seen:
                seen.add(part)
                pending.append(part)
    return True
