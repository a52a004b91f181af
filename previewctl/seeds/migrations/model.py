"""What is known of a branch's migrations, before any of it is judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

Key: TypeAlias = tuple[str, str]
"""A migration: the label of its app, and its name."""

FIRST = "__first__"
LATEST = "__latest__"
"""Names that stand for an app's root and leaf: django.db.migrations.loader.MigrationLoader.check_key."""

OF_DJANGO = frozenset({"admin", "auth", "contenttypes", "flatpages", "redirects", "sessions", "sites"})
"""The labels of those of Django's own apps that have migrations: django/contrib."""


class Migration(NamedTuple):
    """One file of a branch, as `class Migration` in it says; `digest` is that of its content, see digest.py.

    `path` is below the repository's root, with `/`.
    """

    app: str
    name: str
    path: str
    dependencies: tuple[Key, ...] = ()
    run_before: tuple[Key, ...] = ()
    replaces: tuple[Key, ...] = ()
    digest: str = ""

    @property
    def key(self) -> Key:
        """What other migrations call it."""
        return self.app, self.name


class Unreadable(NamedTuple):
    """A migration that only running it would tell: which one, where (line from 1, or 0 for all of it), and why.

    `broken`: Django could not load it either.
    """

    app: str
    name: str
    path: str
    line: int
    reason: str
    broken: bool = False
    digest: str = ""


class App(NamedTuple):
    """An app of the repository. `directory` is that of its migrations; None where Django migrates it not at all."""

    label: str
    package: str
    directory: str | None


class InstalledApps(NamedTuple):
    """The apps of a project: its own, and those of packages, of which the repository has the names alone.

    `packages` are the labels that packages may have. `complete`: these are all apps that the settings install.
    `certain`: `packages` are exactly the labels that they have, as those of Django's own apps are.
    """

    own: tuple[App, ...] = ()
    packages: frozenset[str] = frozenset()
    complete: bool = False
    certain: bool = False
    notes: tuple[str, ...] = ()


class Branch(NamedTuple):
    """The migrations of a repository, in the order in which Django's loader reads them."""

    apps: InstalledApps
    migrations: tuple[Migration, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()

    @property
    def own(self) -> frozenset[str]:
        """The labels of the repository's own apps."""
        return frozenset(app.label for app in self.apps.own)

    @property
    def opaque(self) -> frozenset[str]:
        """The own apps of which a file cannot be read, so that nobody knows their order."""
        return frozenset(item.app for item in self.unreadable)

    @property
    def names(self) -> Mapping[str, frozenset[str]]:
        """The names of all files, by app, those that cannot be read included."""
        found: dict[str, set[str]] = {app.label: set() for app in self.apps.own}
        files = [(item.app, item.name) for item in self.migrations]
        files += [(item.app, item.name) for item in self.unreadable]
        for app, name in files:
            found.setdefault(app, set()).add(name)
        return {app: frozenset(names) for app, names in found.items()}
