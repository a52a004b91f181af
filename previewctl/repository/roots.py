"""The services of a repository: where they stand, and what they are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.repository.django_modules import settings_names
from previewctl.repository.vue import is_frontend

if TYPE_CHECKING:
    from previewctl.repository.files import Repository

_NOT_SERVICES = frozenset(
    {
        "demo",
        "docs",
        "doc",
        "documentation",
        "e2e",
        "example",
        "examples",
        "fixtures",
        "sample",
        "samples",
        "storybook",
        "test",
        "testing",
        "tests",
        "website",
    }
)
_MARKS = (
    "Dockerfile",
    "pyproject.toml",
    "requirements.txt",
    "Pipfile",
    "setup.py",
    "setup.cfg",
    "Procfile",
    "requirements",
)
_DEEPEST = 3
_MOST = 20


class ServiceRoot(NamedTuple):
    """A directory, empty for the repository's own, and its runtime, with the file that says so."""

    directory: str
    runtime: str
    path: str


def service_roots(repository: Repository) -> tuple[ServiceRoot, ...]:
    """The Django projects and Vue frontends of a repository, those closest to its root first.

    A Django project whose requirements or Dockerfile stand further up belongs there: `backend/src/shop/manage.py` is the
    service `backend`. A package.json beside manage.py is for the site's assets, unless it builds a page of its own.
    """
    found = [
        ServiceRoot(_project(repository, path.rpartition("/")[0]), "django", path)
        for path in _top(repository.named("manage.py"))
    ]
    if not found:
        names = [name for name in settings_names(repository) if _top((name.path,))]
        found += [ServiceRoot(name.base, "django", name.path) for name in names[:1]]
    for path in _top(repository.named("package.json")):
        directory = path.rpartition("/")[0]
        if is_frontend(repository, directory):
            found.append(ServiceRoot(directory, "vue", path))
    unique = {(root.directory, root.runtime): root for root in reversed(found)}
    return _outermost(
        sorted(
            unique.values(),
            key=lambda root: (root.directory.count("/") + bool(root.directory), root.directory, root.runtime),
        )
    )


def _project(repository: Repository, directory: str) -> str:
    """The nearest directory at or above one that says how the code is built; the repository's own never takes others in."""
    here = directory
    while here:
        if any(repository.exists(f"{here}/{name}") for name in _MARKS):
            return here
        here = here.rpartition("/")[0]
    return directory


def _top(paths: tuple[str, ...]) -> list[str]:
    near = [
        path for path in paths if path.count("/") <= _DEEPEST and not _NOT_SERVICES & set(path.lower().split("/")[:-1])
    ]
    return near[:_MOST]


def _outermost(roots: list[ServiceRoot]) -> tuple[ServiceRoot, ...]:
    """Of nested roots of a runtime the outermost."""
    kept: list[ServiceRoot] = []
    for root in roots:
        if not any(item.runtime == root.runtime and _within(root.directory, item.directory) for item in kept):
            kept.append(root)
    return tuple(kept)


def _within(directory: str, outer: str) -> bool:
    return not outer or directory == outer or directory.startswith(f"{outer}/")
