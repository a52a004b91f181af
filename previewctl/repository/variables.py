"""What the environment variables of other tools' files become in a preview.yaml."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from previewctl.repository.secret_values import is_own_secret, looks_secret

if TYPE_CHECKING:
    from collections.abc import Mapping

    from previewctl.repository.collecting import Collector

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SCHEMES = {
    "postgres": "postgres", "postgresql": "postgres", "postgis": "postgres", "psql": "postgres", "pgsql": "postgres",
    "postgresql+psycopg2": "postgres", "postgresql+psycopg": "postgres", "redis": "redis", "rediss": "redis",
    "rediscache": "redis", "mongodb": "mongodb", "mongodb+srv": "mongodb",
}  # fmt: skip
_FOREIGN = {
    "sqlite": "a preview runs PostgreSQL, Redis and MongoDB", "sqlite3": "a preview runs PostgreSQL, Redis and MongoDB",
    "mysql": "a preview runs PostgreSQL, Redis and MongoDB", "mysql2": "a preview runs PostgreSQL, Redis and MongoDB",
    "mariadb": "a preview runs PostgreSQL, Redis and MongoDB", "mssql": "a preview runs PostgreSQL, Redis and MongoDB",
}  # fmt: skip
_PART = re.compile(
    r"(?:DJANGO_)?(?P<engine>POSTGRES(?:QL)?|PG|DB|DATABASE|SQL|RDS|REDIS|MONGO(?:DB)?)_?(?P<part>HOST(?:NAME)?|SERVER|PORT|USER(?:NAME)?|NAME|DB|DBNAME|DATABASE|PASS(?:WORD)?)"
)
_PARTS = {
    "host": "host", "hostname": "host", "server": "host", "port": "port", "user": "user", "username": "user", "name": "name",
    "db": "name", "dbname": "name", "database": "name", "pass": "password", "password": "password",
}  # fmt: skip
_OF_THE_IMAGE = re.compile(
    r"PATH|HOME|USER|SHELL|LANG|LC_\w+|PYTHON\w*|PIP_\w+|POETRY_\w+|UV_\w+|NODE_(?:VERSION|OPTIONS)|NPM_\w+|WEB_MEMORY|DYNO"
    r"|DISABLE_COLLECTSTATIC"
)
BY_THE_BASE = frozenset({"ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS"})
"""Variables that the base for Django sets."""
_BY_PREVIEWCTL = re.compile(r"PORT|PREVIEW_\w+")
_OF_A_BUILD = re.compile(
    r"DOCKER_(?:HOST|BUILDKIT)|COMPOSE_\w+|NODE_MODULES_CACHE|DISABLE_COLLECTSTATIC|YARN_PRODUCTION"
)
_OF_THE_ADDRESS = (
    (re.compile(r"(?:\w+_)?ALLOWED_HOSTS?"), "${endpoint.host}"),
    (re.compile(r"(?:\w+_)?CSRF_TRUSTED_ORIGINS?"), "${endpoint.url}"),
    (re.compile(r"(?:\w+_)?CORS_(?:ALLOWED_ORIGINS?|ORIGIN_WHITELIST)"), "${consumers.origins}"),
)
_OF_A_FRONTEND = re.compile(r"(?:VITE|VUE_APP|REACT_APP|NEXT_PUBLIC|NUXT)_\w+")
_LOCAL = re.compile(r"\b(?:localhost|127\.0\.0\.1|0\.0\.0\.0|host\.docker\.internal)\b")
_DRIVER = re.compile(r"(?P<engine>postgres|postgresql|redis|mongodb)\+(?!psycopg2:|srv:)\w+(?=://)")
"""SQLAlchemy's form of a URL, but for the driver that it takes anyway: https://docs.sqlalchemy.org/en/20/core/engines.html#database-urls."""
_HOST_NAME = re.compile(r"(?:^|_|[A-Z])(?:HOST|HOSTS|HOSTNAME|SERVER|SERVERS|ADDR|ADDRESS|ENDPOINT|DOMAIN|NODE|NODES)$")
_DEBUG = re.compile(r"(?:[A-Z0-9]+_)*DEBUG")
_STAGE = re.compile(r"(?:[A-Z0-9]+_)*(?:ENV|ENVIRONMENT|MODE|STAGE)")
_OF_DEVELOPERS = re.compile(r"dev(?:el(?:opment)?)?|local|debug|test(?:ing)?", re.IGNORECASE)


class Surroundings(NamedTuple):
    """What stands beside the app in the same file, by its name there: databases, plain containers, and other processes."""

    engines: Mapping[str, str]
    services: Mapping[str, str]
    others: frozenset[str] = frozenset()


IN_A_URL_ALONE = "a preview gives the password in a URL alone"
"""Of a check: why a variable for the password of PostgreSQL stays empty."""
NO_SURROUNDINGS = Surroundings({}, {})


def engine_of_url(text: str) -> str:
    """The database that a connection URL is for: `postgres`, `redis`, `mongodb`, or nothing."""
    scheme, separator, _ = text.partition("://")
    return _SCHEMES.get(scheme.lower(), "") if separator else ""


def database_part(name: str) -> tuple[str, str]:
    """Engine and part for variables such as `POSTGRES_HOST`; two empty texts for all others."""
    found = _PART.fullmatch(name.upper())
    if found is None:
        return "", ""
    engine = "redis" if found["engine"] == "REDIS" else "mongodb" if found["engine"].startswith("MONGO") else "postgres"
    return engine, _PARTS[found["part"].lower()]


def is_name(text: str) -> bool:
    """Whether a preview.yaml can set a variable of that name: Kustomize takes some words for values."""
    return bool(_NAME.fullmatch(text)) and len(text) <= 128 and text.lower() not in {"true", "false", "null"}


def is_set_elsewhere(name: str) -> str:
    """Why a variable has no place in `env`, as half a sentence; nothing for one that may have."""
    if not is_name(name):
        return "it is no name of a variable"
    if _BY_PREVIEWCTL.fullmatch(name):
        return "previewctl sets it"
    if _OF_A_FRONTEND.fullmatch(name):
        return "it is built into a frontend"
    return "it belongs to the image" if _OF_THE_IMAGE.fullmatch(name) else ""


def take_variable(
    found: Collector, key: str, name: str, value: str | None, line: int, around: Surroundings = NO_SURROUNDINGS
) -> None:
    """Maps one variable of a file, or says why not. `value` is None where the file does not say it; a secret stays there."""
    reason = is_set_elsewhere(name)
    if reason:
        found.dropped(key, reason, line)
    elif value is None:
        _unknown(found, key, name, line)
    elif driver := _DRIVER.match(value):
        engine = engine_of_url(f"{driver['engine']}://")
        check = f"previewctl writes the URL without the driver of `{driver.group()}`"
        found.take(key, ("databases", engine, "env"), [name], line, check)
    elif engine := engine_of_url(value):
        found.take(key, ("databases", engine, "env"), [name], line)
    elif (scheme := value.partition("://")[0].lower()) in _FOREIGN and "://" in value:
        found.dropped(key, f"`{scheme}`: {_FOREIGN[scheme]}", line)
    elif name == "DJANGO_SETTINGS_MODULE" and re.search(r"\b(?:dev\w*|local\w*|debug|tests?)$", value):
        found.dropped(key, "it names settings for development", line)
    elif placeholder := next((text for pattern, text in _OF_THE_ADDRESS if pattern.fullmatch(name)), ""):
        found.take(key, ("env", name), placeholder, line)
    elif not _part_of_database(found, key, name, value, line, around):
        _plain(found, key, name, value, line, around)


def _unknown(found: Collector, key: str, name: str, line: int, check: str = "") -> None:
    """A variable without a value: one of the app's own secrets is made, for all others a comment is left to be finished."""
    if is_own_secret(name):
        found.take(key, ("env", name), {"generate": "secret"}, line)
    else:
        found.take(key, ("env", name), {"secret": ""}, line, check)


def _part_of_database(found: Collector, key: str, name: str, value: str, line: int, around: Surroundings) -> bool:
    engine, part = database_part(name)
    host = around.engines.get(value) if _HOST_NAME.search(name.upper()) else None
    if not part and host:
        engine, part = host, "host"
    if not part or engine not in {*around.engines.values(), host}:
        return False
    if part == "password":
        drop_password(found, key, name, engine, line)
    elif part in {"host", "port"} or engine == "postgres":
        found.take(key, ("env", name), f"${{databases.{engine}.{part}}}", line)
    else:
        found.dropped(key, f"the {engine} of a preview has no such thing", line)
    return True


def drop_password(found: Collector, key: str, name: str, engine: str, line: int) -> None:
    """A variable for the password of a database: nothing can give it, and the app has to be changed."""
    if engine == "postgres":
        check = f"the app takes `{name}`, and {IN_A_URL_ALONE}: read DATABASE_URL there"
        found.conclude(("databases", engine, "env"), [], line, check)
    reason = f"previewctl makes the password, and gives it in the URL of `databases.{engine}.env` alone"
    found.dropped(key, reason if engine == "postgres" else f"the {engine} of a preview has no password", line)


def _plain(found: Collector, key: str, name: str, value: str, line: int, around: Surroundings) -> None:
    names_a_host = _HOST_NAME.search(name.upper()) is not None
    if names_a_host and value in around.services:
        found.take(key, ("services", around.services[value], "env", "host"), name, line)
        return
    text = _addressed(value, around)
    if text is None or (names_a_host and value in around.others):
        found.dropped(key, "it points at a container that is not part of the preview", line)
    elif _LOCAL.search(text) and ("://" in text or names_a_host):
        found.dropped(key, "it points at the machine of a developer", line)
    elif _DEBUG.fullmatch(name) and value.lower() not in {"", "0", "false", "no", "off"}:
        found.dropped(key, "a preview can be reached from outside, and pages for debugging show settings", line)
    elif is_own_secret(name) or (looks_secret(name, value) and not _of_a_service(text)):
        _unknown(found, key, name, line, "the file has a value that looks secret")
    else:
        staged = _STAGE.fullmatch(name) and _OF_DEVELOPERS.fullmatch(value)
        found.take(key, ("env", name), text, line, "it is what a developer has there" if staged else "")


def _of_a_service(text: str) -> bool:
    """A password for a container of the preview itself, which nobody else can reach, is no secret."""
    return "@${services." in text


def _addressed(value: str, around: Surroundings) -> str | None:
    """The value with placeholders for the containers that it names; None where it names one that will not be there."""
    escaped = value.replace("${", "$${")
    matched = re.fullmatch(
        r"(?P<before>(?:[A-Za-z][\w+.-]*://)?(?:[^/@\s]*@)?)(?P<host>[A-Za-z0-9_-]+)(?P<port>:[0-9]+)(?P<after>(?:[/,?].*)?)",
        escaped,
    )
    if matched is None and "://" in escaped:
        matched = re.fullmatch(
            r"(?P<before>[A-Za-z][\w+.-]*://(?:[^/@\s]*@)?)(?P<host>[A-Za-z0-9_-]+)(?P<port>)(?P<after>(?:[/?].*)?)",
            escaped,
        )
    if matched is None:
        return escaped
    host = matched["host"]
    if host in around.services:
        name = around.services[host]
        port = f":${{services.{name}.port}}" if matched["port"] else ""
        return f"{matched['before']}${{services.{name}.host}}{port}{matched['after']}"
    return None if host in around.engines or host in around.others else escaped
