"""The databases that the settings of a Django project connect to, and the variables that say where they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from previewctl.repository.collecting import Collector
from previewctl.repository.django_relational import NO_DRIVER, Relational, conclude_relational, database_aliases
from previewctl.repository.django_stores import conclude_stores
from previewctl.repository.reading import Reading, joined
from previewctl.repository.value_flow import mentioned
from previewctl.repository.variables import engine_of_url

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from previewctl.repository.django import DjangoSettings, VariableRead
    from previewctl.repository.reading import Evidence

DRIVERS = ("psycopg", "psycopg2", "psycopg2-binary", "psycopg-binary", "psycopg-c")
_OTHER_DRIVERS = ("mysqlclient", "pymysql", "mysql-connector-python", "cx-oracle", "oracledb", "mssql-django")
_REDIS = re.compile(r"(?:[A-Z0-9]+_)*REDIS(?:CLOUD|TOGO)?(?:_[A-Z0-9]+)*_(?:URL|URI|DSN|LOCATION)")
_MONGO = re.compile(r"(?:[A-Z0-9]+_)*MONGO(?:DB|LAB)?(?:_[A-Z0-9]+)*_(?:URL|URI|DSN)")
_POSTGRES = re.compile(r"(?:[A-Z0-9]+_)*(?:DATABASE|POSTGRES(?:QL)?|DB|PG)_(?:URL|URI|DSN)")
_BROKERS = re.compile(r"(?:CELERY_)?(?:BROKER|RESULT_BACKEND|BROKER_TRANSPORT)(?:_URL)?|CELERY_RESULT_BACKEND")
_SAME_DATA = re.compile(r"default|replica\w*|\w*_replica\d*|read\w*|slave\w*|secondary|follower\w*|direct|unpooled")
"""Aliases of connections that lead to the default database."""


def conclude_databases(settings: DjangoSettings, packages: Mapping[str, Evidence]) -> Reading:
    """The databases, each with the variables that receive its URL; and what no variable can say."""
    readings: list[Reading] = []
    known: set[str] = set()
    others = dict(_of_other_databases(settings))
    for read in settings.reads:
        engine = _engine_of(read, packages)
        check = ""
        if not engine and _is_needed(read, packages):
            engine, check = "postgres", NO_DRIVER
        found = Collector(read.path)
        if engine and read.name in others:
            found.note(
                f"`{read.path}:{read.line}`: `{read.name}` is for a database of its own, `{others[read.name]}`, and a preview"
                " has one: say in `env` what it is, where the code needs it"
            )
        elif engine:
            found.conclude(("databases", engine, "env"), [read.name], read.line, check)
            known.add(engine)
            if (read.default or "").startswith("postgis:"):
                found.note(f"`{read.path}:{read.line}` needs PostGIS, which the PostgreSQL of previews does not have")
        readings.append(found.reading())
    by_url = "postgres" in known
    driver = next((packages[name] for name in DRIVERS if name in packages), None)
    readings.append(conclude_relational(Relational(settings, driver, by_url=by_url)))
    readings.append(conclude_stores(settings, packages, known))
    return _without_repeats(joined(readings))


def _of_other_databases(settings: DjangoSettings) -> Iterator[tuple[str, str]]:
    """The variables that `DATABASES` uses for connections to other databases only, with their aliases."""
    used: dict[str, set[str]] = {}
    for alias, expression, bindings in database_aliases(settings):
        for read in mentioned(expression, bindings):
            used.setdefault(read.name, set()).add(alias)
    for name, aliases in used.items():
        if not any(_SAME_DATA.fullmatch(alias.lower()) for alias in aliases):
            yield name, min(aliases)


def _engine_of(read: VariableRead, packages: Mapping[str, Evidence]) -> str:
    """The database whose URL a variable takes: by its default, else by its name."""
    by_default = engine_of_url(read.default or "")
    if by_default:
        return by_default
    scheme = (read.default or "").partition("://")[0] if "://" in (read.default or "") else ""
    if scheme and scheme not in {"sqlite", "sqlite3", "locmem", "locmemcache", "dummycache", "memory"}:
        return ""
    if _REDIS.fullmatch(read.name) and "_TLS" not in read.name:
        return "redis"
    if _MONGO.fullmatch(read.name):
        return "mongodb"
    if _POSTGRES.fullmatch(read.name):
        return "postgres" if any(driver in packages for driver in DRIVERS) else ""
    # A broker may be something else than Redis: only where its client is installed, and no other one.
    redis = "redis" in packages or ("celery" in packages and "django-redis" in packages)
    return "redis" if _BROKERS.fullmatch(read.name) and redis and not scheme else ""


def _is_needed(read: VariableRead, packages: Mapping[str, Evidence]) -> bool:
    """Whether the settings cannot do without a variable that is called like that of a database's URL."""
    known = any(name in packages for name in (*DRIVERS, *_OTHER_DRIVERS))
    return read.strict and not known and bool(_POSTGRES.fullmatch(read.name))


def _without_repeats(reading: Reading) -> Reading:
    return reading._replace(
        conclusions=tuple({(item.path, repr(item.value)): item for item in reversed(reading.conclusions)}.values())[
            ::-1
        ],
        notes=tuple(dict.fromkeys(reading.notes)),
    )
