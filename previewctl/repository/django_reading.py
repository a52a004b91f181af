"""What the code of a Django project says about its preview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.repository.celery import DERIVED, read_celery
from previewctl.repository.collecting import Collector
from previewctl.repository.django import named_settings, settings_of
from previewctl.repository.django_databases import conclude_databases
from previewctl.repository.django_modules import VARIABLE, module_path, settings_names
from previewctl.repository.django_urls import health_path
from previewctl.repository.django_variables import conclude_variables
from previewctl.repository.dockerfile import parse_dockerfile
from previewctl.repository.dockerfile_reading import serves
from previewctl.repository.python_packages import read_packages
from previewctl.repository.python_syntax import literal_text
from previewctl.repository.reading import Reading, joined

if TYPE_CHECKING:
    from collections.abc import Mapping

    from previewctl.repository.django import DjangoSettings, Setting
    from previewctl.repository.files import Repository
    from previewctl.repository.reading import Evidence

_PORT = 8000
_RUNS_COMMANDS = "execute_from_command_line"
_EVERYWHERE = "0.0.0.0"  # noqa: S104 - in a pod, only the Service and the probes reach it


def read_django(repository: Repository, module: str | None = None, *, celery: bool = True) -> Reading:
    """Processes, databases, migrations and variables of a Django project; nothing where no settings can be read.

    `celery`: the commands of its queue are not known from elsewhere.
    """
    settings = settings_of(repository, module)
    if settings is None:
        return _without_settings(repository)
    packages = read_packages(repository, settings.base)
    readings = [
        _commands(repository, settings, packages),
        conclude_databases(settings, packages),
        read_celery(repository, settings) if celery else Reading(),
        _module(repository, settings) if module is None else Reading(),
        conclude_variables(settings),
    ]
    return joined(readings)


def _without_settings(repository: Repository) -> Reading:
    """A project whose files leave it to a variable which settings to use."""
    path = next((path for path in repository.named("manage.py") if _RUNS_COMMANDS in (repository.text(path) or "")), "")
    if not path:
        return Reading()
    found = Collector(path)
    found.conclude(("runtime",), "django", 0, f"no file names settings that are here: give `{VARIABLE}` in `env`")
    found.note(f"`{path}` names no settings that are here: nothing is known of databases, migrations and variables")
    return found.reading()


def _commands(repository: Repository, settings: DjangoSettings, packages: Mapping[str, Evidence]) -> Reading:
    """How the site is served, and how its database is migrated."""
    found = Collector(settings.path)
    where, line = settings.named_by if settings.named_by[0] else (settings.path, 0)
    runtime = Collector(where)
    runtime.conclude(("runtime",), "django", line)
    command = _server(repository, settings, packages)
    if command and not serves(parse_dockerfile(repository)):
        setting, words = command
        found = Collector(setting[0])
        found.conclude(("processes", "web", "command"), list(words), setting[1], DERIVED)
        found.conclude(("processes", "web", "port"), _PORT, setting[1])
    readings = [runtime.reading(), found.reading()]
    for path in repository.named("manage.py")[:1]:
        manage = Collector(path)
        inner = path.rpartition("/")[0]
        check = f"manage.py stands in `{inner}`, and the image may have it elsewhere" if inner else ""
        manage.conclude(("migrations", "command"), ["python", "manage.py", "migrate", "--noinput"], 0, check)
        readings.append(manage.reading())
    health = health_path(repository, settings)
    if health:
        urls = Collector(health.path)
        urls.conclude(("processes", "web", "health"), health.route, health.line)
        readings.append(urls.reading())
    return joined(readings)


def _server(
    repository: Repository, settings: DjangoSettings, packages: Mapping[str, Evidence]
) -> tuple[tuple[str, int], tuple[str, ...]] | None:
    """The setting that names the application, with its place, and the command of the server that is installed for it."""
    wsgi, asgi = settings.setting("WSGI_APPLICATION"), settings.setting("ASGI_APPLICATION")
    wsgi_name, asgi_name = (_application(repository, settings, item) for item in (wsgi, asgi))
    if asgi and asgi_name:
        place, name = (asgi.path, asgi.line), ":".join(asgi_name.rsplit(".", 1))
        if "daphne" in packages:
            return place, ("daphne", "-b", _EVERYWHERE, "-p", str(_PORT), name)
        if "uvicorn" in packages and ("gunicorn" not in packages or not wsgi_name):
            return place, ("uvicorn", name, "--host", _EVERYWHERE, "--port", str(_PORT))
    if wsgi and wsgi_name and "gunicorn" in packages:
        name = wsgi_name.removesuffix(".application")
        name = name if name != wsgi_name else ":".join(wsgi_name.rsplit(".", 1))
        return (wsgi.path, wsgi.line), ("gunicorn", name, "-b", f"{_EVERYWHERE}:{_PORT}")
    return None


def _application(repository: Repository, settings: DjangoSettings, setting: Setting | None) -> str | None:
    """The dotted name that a setting gives to an application, where its module is one of the repository's."""
    name = literal_text(setting.expression) if setting else None
    known = name and "." in name and module_path(repository, name.rpartition(".")[0], settings.base)
    return name if known else None


def _module(repository: Repository, settings: DjangoSettings) -> Reading:
    """The settings module as a variable, where the project's files do not agree on it."""
    files = {name.module: path for name, path, _ in named_settings(repository)}
    names = {name.module: name for name in reversed(settings_names(repository))}
    if len({files.get(module, module) for module in names}) < 2 or not settings.named_by[0]:
        return Reading()
    found = Collector(settings.named_by[0])
    found.conclude(("env", VARIABLE), settings.module, settings.named_by[1])
    others = ", ".join(
        f"`{name.path}` has `{name.module}`" for name in names.values() if name.module != settings.module
    )
    found.note(
        f"`{settings.named_by[0]}` names the settings `{settings.module}`, but {others}: all processes get the first"
    )
    return found.reading()
