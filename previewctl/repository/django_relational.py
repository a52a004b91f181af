"""What `DATABASES` says where no variable holds a URL: https://docs.djangoproject.com/en/5.2/ref/settings/#databases."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from previewctl.repository.collecting import Collector
from previewctl.repository.environment_reads import DJ_DATABASE_URL, kind_of, read_of
from previewctl.repository.python_syntax import texts_in
from previewctl.repository.reading import Reading, joined
from previewctl.repository.value_flow import flowing, items_of
from previewctl.repository.variables import IN_A_URL_ALONE, database_part

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator

    from previewctl.repository.django import DjangoSettings, Setting, VariableRead
    from previewctl.repository.environment_reads import Bindings, EnvironmentRead
    from previewctl.repository.reading import Evidence

_ENGINES = (
    (re.compile(r"postgis$"), "postgis"),
    (re.compile(r"(?:^|\.)postgresql(?:_psycopg2)?$|psqlextra|(?:^|[._])postgresql$"), "postgres"),
    (re.compile(r"\.mysql$|\.oracle$|^mssql|sql_server"), "other"),
    (re.compile(r"^djongo|^django_mongodb"), "mongodb"),
)
NO_DRIVER = "no requirements name PostgreSQL's driver, without which the settings cannot use it"
_MOST_ALIASES = 50
_PARTS = {"HOST": "host", "PORT": "port", "NAME": "name", "USER": "user"}
_BACKEND = "django.db.backends.postgresql"


class Relational(NamedTuple):
    """The settings, the place that asks for a driver of PostgreSQL, and whether a variable has its URL already."""

    settings: DjangoSettings
    driver: Evidence | None
    by_url: bool


class _Engine(NamedTuple):
    kind: str
    variable: EnvironmentRead | None


def conclude_relational(about: Relational) -> Reading:
    """Host, name, user and port in variables of their own, and databases that a preview does not have."""
    found = [_concluded(setting, about) for setting in _databases(about.settings)]
    usable = [reading for reading in found if reading.conclusions]
    if usable:
        postgis = [Reading(notes=tuple(note for note in item.notes if "PostGIS" in note)) for item in found]
        return joined([usable[-1], *(item for item in postgis if item.notes and item.notes != usable[-1].notes)])
    if any(reading.notes for reading in found) or about.by_url:
        notes = [note for reading in found for note in reading.notes if not about.by_url or "PostGIS" in note]
        return Reading(notes=tuple(notes))
    return _by_names(about)


def database_aliases(settings: DjangoSettings) -> Iterator[tuple[str, ast.expr, Bindings]]:
    """The connections that the settings define, each with its alias and what it is made from."""
    for setting in _databases(settings):
        if setting.keys:
            yield setting.keys[0], setting.expression, setting.bindings
        else:
            items = islice(items_of(setting.expression, setting.bindings).items(), _MOST_ALIASES)
            for alias, (expression, bindings) in items:
                yield alias, expression, bindings


def _databases(settings: DjangoSettings) -> list[Setting]:
    return [item for item in settings.settings if item.name == "DATABASES"][:_MOST_ALIASES]


def _concluded(setting: Setting, about: Relational) -> Reading:
    found, here = Collector(setting.path), f"`{setting.path}:{setting.line}`"
    items = _default_of(setting)
    engine = _engine_of(setting, items)
    if engine.kind == "postgis":
        found.note(f"{here} needs PostGIS, which the PostgreSQL of previews does not have")
    if engine.kind == "other" and not about.by_url:
        found.note(f"{here} names a database that previews do not run: they have PostgreSQL, Redis and MongoDB")
    elif engine.kind == "mongodb":
        check = "the settings name the database: read MONGO_URL there"
        found.conclude(("databases", "mongodb"), {}, setting.line, check)
    elif about.by_url:
        pass
    elif engine.kind in {"postgres", "postgis"}:
        _by_parts(setting, items, found)
    elif about.driver is None and (read := _read_by_url_parser(setting)):
        found.conclude(("databases", "postgres", "env"), [read.name], read.line, NO_DRIVER)
    elif (
        not engine.kind and engine.variable and about.driver and any(flowing(*items["HOST"]) if "HOST" in items else ())
    ):
        check = f"the settings take the engine from a variable, and `{about.driver}` asks for PostgreSQL's driver"
        found.conclude(("env", engine.variable.name), _BACKEND, engine.variable.line, check)
        _by_parts(setting, items, found)
    return found.reading()


def _default_of(setting: Setting) -> dict[str, tuple[ast.expr, Bindings]]:
    """The keys of the default connection, as far as this assignment says them."""
    if len(setting.keys) > 1:
        return {setting.keys[1]: (setting.expression, setting.bindings)} if setting.keys[0] == "default" else {}
    if setting.keys:
        return items_of(setting.expression, setting.bindings) if setting.keys[0] == "default" else {}
    known = items_of(setting.expression, setting.bindings).get("default")
    return items_of(*known) if known else {}


def _engine_of(setting: Setting, items: dict[str, tuple[ast.expr, Bindings]]) -> _Engine:
    """The engine of the default connection, by its text, and the variable that it is taken from."""
    node, bindings = items.get("ENGINE", (None, setting.bindings))
    if node is None and setting.keys[:1] not in {(), ("default",)}:
        return _Engine("", None)
    for text in texts_in(node if node is not None else setting.expression):
        for pattern, engine in _ENGINES:
            if pattern.search(text):
                return _Engine(engine, next(flowing(node, bindings), None))
    return _Engine("", next(flowing(node, bindings), None))


def _read_by_url_parser(setting: Setting) -> EnvironmentRead | None:
    """The variable of `dj_database_url.config()`, which is the one for PostgreSQL on Heroku."""
    import ast

    calls = [node for node in ast.walk(setting.expression) if isinstance(node, ast.Call)]
    parsers = [call for call in calls if kind_of(call.func, setting.bindings.names) == DJ_DATABASE_URL]
    return next((read for call in parsers if (read := read_of(call, setting.bindings))), None)


def _by_parts(setting: Setting, items: dict[str, tuple[ast.expr, Bindings]], found: Collector) -> None:
    """Host, name, user and password in variables of their own: all but the password can be given so."""
    given: dict[str, EnvironmentRead] = {}
    for key, (expression, bindings) in items.items():
        read = next(flowing(expression, bindings), None)
        if read is not None:
            given.setdefault(key, read)
    if not items:
        for read in setting.reads:
            engine, part = database_part(read.name)
            if engine == "postgres":
                given.setdefault(part.upper(), read)
    for key, part in _PARTS.items():
        if key in given:
            found.conclude(("env", given[key].name), f"${{databases.postgres.{part}}}", given[key].line)
    password = given.get("PASSWORD")
    taken = f"take `{password.name}`" if password else "name the database"
    check = f"the settings {taken}, and {IN_A_URL_ALONE}: read DATABASE_URL there"
    if not setting.certain and not setting.keys:
        check = f"{check}; they do so under a condition"
    found.conclude(("databases", "postgres"), {}, setting.line, check)


def _by_names(about: Relational) -> Reading:
    """Variables with the usual names of a host and what belongs to it, where code that is not read puts them together."""
    given: dict[str, VariableRead] = {}
    for read in about.settings.reads:
        engine, part = database_part(read.name)
        if engine == "postgres":
            given.setdefault(part, read)
    host = given.get("host")
    if about.driver is None or host is None or "name" not in given:
        return Reading()
    readings = []
    for part, read in given.items():
        if part != "password":
            one = Collector(read.path)
            one.conclude(("env", read.name), f"${{databases.postgres.{part}}}", read.line)
            readings.append(one.reading())
    found = Collector(host.path)
    password = f"`{given['password'].name}`" if "password" in given else "the password"
    check = f"the settings take {password}, and {IN_A_URL_ALONE}: read DATABASE_URL there"
    found.conclude(("databases", "postgres"), {}, host.line, check)
    return joined([*readings, found.reading()])
