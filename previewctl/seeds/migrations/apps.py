"""Finds the apps of a Django project: their labels, and the directories of their migrations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.repository.django_modules import module_path
from previewctl.seeds.migrations.app_configs import app_configs, chosen
from previewctl.seeds.migrations.installed import installed
from previewctl.seeds.migrations.model import App, InstalledApps

if TYPE_CHECKING:
    from previewctl.repository.django import DjangoSettings
    from previewctl.repository.files import Repository
    from previewctl.seeds.migrations.app_configs import AppConfig
    from previewctl.seeds.migrations.installed import Installed

DIRECTORY = "migrations"
_OF_DJANGO = "django.contrib."
_SIGNS = ("__init__.py", "apps.py", "models.py", f"{DIRECTORY}/__init__.py")
"""Files that make a directory an app; without an `__init__.py` it is a namespace package."""
_TESTS = frozenset({"test", "tests", "testing", "fixtures", "examples"})


def find_apps(repository: Repository, settings: DjangoSettings | None) -> tuple[InstalledApps, Installed]:
    """The apps that the settings install; where they leave something open, also those that stand in the repository."""
    said = installed(settings)
    finder = _Finder(repository, settings.base if settings else "", said)
    for entry in said.entries:
        finder.entry(entry)
    if not said.complete:
        finder.others()
    finder.moved()
    return finder.result(), said


class _Finder:
    """Collects apps by their labels."""

    def __init__(self, repository: Repository, base: str, said: Installed) -> None:
        self.repository = repository
        self.base = base
        self.said = said
        self.own: dict[str, App] = {}
        self.packages: dict[str, None] = {}
        self.certain = True
        self.notes: list[str] = []

    def entry(self, entry: str) -> None:
        """An item of `INSTALLED_APPS`: a package, or a class of its apps.py."""
        if entry.startswith(_OF_DJANGO):
            self._package(entry)
            return
        module, _, last = entry.rpartition(".")
        directory = self._directory(entry)
        if directory is not None:
            self._add(entry, directory, chosen(app_configs(self.repository, f"{directory}/apps.py")))
            return
        path = module_path(self.repository, module, self.base) if module and last[:1].isupper() else None
        path = path or (f"{found}/apps.py" if (found := self._directory(module.removesuffix(".apps"))) else None)
        config = next((item for item in app_configs(self.repository, path or "") if item.class_name == last), None)
        if config is not None:
            package = config.name or module.removesuffix(".apps")
            directory = self._directory(package)
            if directory is not None:
                self._add(package, directory, config)
                return
        self._package(entry)

    def others(self) -> None:
        """The apps that stand in the repository and that no readable setting names."""
        known = {app.directory for app in self.own.values()}
        found: dict[str, list[tuple[str, str, AppConfig | None]]] = {}
        for path in self.repository.named("__init__.py"):
            directory, _, name = path.rpartition("/")[0].rpartition("/")
            inside = f"{directory}/{name}".lstrip("/")
            if name != DIRECTORY or not directory or inside in known or _TESTS & set(directory.split("/")):
                continue
            config = chosen(app_configs(self.repository, f"{directory}/apps.py"))
            package = config.name if config and config.name else directory.replace("/", ".")
            found.setdefault(_label(package, config), []).append((package, directory, config))
        for label, places in sorted(found.items()):
            if len(places) == 1 and label not in self.own:
                self._add(*places[0])
            elif len(places) > 1:
                self.notes.append(f"several directories may be the app `{label}`, and none of them is looked at")

    def moved(self) -> None:
        """`MIGRATION_MODULES` may keep the migrations of a package in the repository."""
        for label, module in self.said.modules.items():
            directory = self._directory(module) if module and label not in self.own else None
            if directory is not None and (label in self.packages or not self.said.complete):
                self.own[label] = App(label, "", directory)
                self.packages.pop(label, None)

    def result(self) -> InstalledApps:
        """All of it."""
        return InstalledApps(
            tuple(self.own.values()), frozenset(self.packages), self.said.complete, self.certain, tuple(self.notes)
        )

    def _add(self, package: str, directory: str, config: AppConfig | None) -> None:
        label = _label(package, config)
        if label not in self.own:
            self.own[label] = App(label, package, self._migrations(label, directory))

    def _migrations(self, label: str, directory: str) -> str | None:
        """The directory of an app's migrations; Django takes no namespace package for one."""
        if label in self.said.modules:
            module = self.said.modules[label]
            found = self._directory(module) if module else None
            if module and found is None:
                self.notes.append(f"`MIGRATION_MODULES` keeps those of `{label}` in `{module}`, which is not here")
        else:
            found = f"{directory}/{DIRECTORY}"
        return found if found and self.repository.exists(f"{found}/__init__.py") else None

    def _package(self, entry: str) -> None:
        """An app of a package: the label is the last part of its name, unless its AppConfig says otherwise."""
        parts = entry.split(".")
        if parts[-1][:1].isupper() and len(parts) > 1:
            parts = parts[:-1]
        if parts[-1] == "apps" and len(parts) > 1:
            parts = parts[:-1]
        self.packages[parts[-1]] = None
        self.certain = self.certain and entry.startswith(_OF_DJANGO)

    def _directory(self, package: str) -> str | None:
        """The directory of a package: where the settings' packages stand, else the only one of that name."""
        if not package or not all(part.isidentifier() for part in package.split(".")):
            return None
        inner = package.replace(".", "/")
        bases = dict.fromkeys([self.base, "", "src", "apps", *(f"{self.base}/{name}" for name in ("apps", "src"))])
        for base in bases:
            directory = f"{base}/{inner}".lstrip("/")
            if self._is_app(directory):
                return directory
        ending = f"/{inner}/{DIRECTORY}/__init__.py"
        found = [path.removesuffix(f"/{DIRECTORY}/__init__.py") for path in self._inits() if path.endswith(ending)]
        return found[0] if len(found) == 1 else None

    def _inits(self) -> tuple[str, ...]:
        return self.repository.named("__init__.py")

    def _is_app(self, directory: str) -> bool:
        return any(self.repository.exists(f"{directory}/{sign}") for sign in _SIGNS)


def _label(package: str, config: AppConfig | None) -> str:
    return (config.label if config else "") or package.rpartition(".")[2]
