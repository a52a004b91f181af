"""Reads all migrations of a repository."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.seeds.migrations.apps import find_apps
from previewctl.seeds.migrations.model import Branch, Migration, Unreadable
from previewctl.seeds.migrations.reading import Place, read_migration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.repository.django import DjangoSettings
    from previewctl.repository.files import Repository

_MOST = 5_000


def read_branch(repository: Repository, settings: DjangoSettings | None, *, digests: bool = False) -> Branch:
    """The migrations of the repository's own apps; `digests`: with those of their contents, which takes longer."""
    apps, said = find_apps(repository, settings)
    base = settings.base if settings else ""
    found: list[Migration] = []
    unreadable: list[Unreadable] = []
    for app in apps.own:
        for name in _names(repository, app.directory) if app.directory is not None else ():
            place = Place(repository, base, app.label, name, f"{app.directory}/{name}.py")
            item = read_migration(place, said.models, digests=digests)
            if isinstance(item, Unreadable) or len(found) >= _MOST:
                unreadable.append(item if isinstance(item, Unreadable) else _too_many(item))
            else:
                found.append(item)
    notes = apps.notes if said.modules_known else (*apps.notes, "`MIGRATION_MODULES` is more than a literal")
    return Branch(apps._replace(notes=notes), tuple(found), tuple(unreadable))


def _names(repository: Repository, directory: str) -> Iterator[str]:
    """The migrations of a directory, as pkgutil.iter_modules lists them for Django's loader."""
    names = repository.names_in(directory)
    for name in names:
        stem, _, ending = name.rpartition(".")
        if ending == "py" and stem and "." not in stem and stem[0] not in "_~":
            yield stem


def _too_many(item: Migration) -> Unreadable:
    return Unreadable(item.app, item.name, item.path, 0, "there are too many")
