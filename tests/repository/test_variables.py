"""What becomes of the environment variables of other tools' files."""

from __future__ import annotations

import pytest

from previewctl.repository.collecting import Collector
from previewctl.repository.variables import (
    Surroundings,
    database_part,
    engine_of_url,
    is_set_elsewhere,
    take_variable,
)
from tests.repository.trees import checks, dropped, mapped, values

AROUND = Surroundings(
    engines={"db": "postgres", "cache": "redis", "docs": "mongodb"},
    services={"search": "search", "mail_server": "mail-server"},
    others=frozenset({"proxy", "worker"}),
)
TOKEN = "ghp_" + "0123456789abcdefghij" * 2


def take(name: str, value: str | None, around: Surroundings = AROUND) -> Collector:
    found = Collector("compose.yaml")
    take_variable(found, f"environment.{name}", name, value, 3, around)
    return found


@pytest.mark.parametrize(
    ("value", "engine"),
    [
        ("postgres://u:p@h/x", "postgres"),
        ("postgresql://h/x", "postgres"),
        ("postgis://h/x", "postgres"),
        ("POSTGRES://h/x", "postgres"),
        ("redis://h:6379/0", "redis"),
        ("rediss://h", "redis"),
        ("mongodb://h/x", "mongodb"),
        ("mongodb+srv://h/x", "mongodb"),
        ("mysql://h/x", ""),
        ("https://h/x", ""),
        ("postgres", ""),
        ("", ""),
    ],
)
def test_a_url_says_by_its_scheme_which_database_it_is_for(value: str, engine: str) -> None:
    assert engine_of_url(value) == engine


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("POSTGRES_HOST", ("postgres", "host")),
        ("POSTGRES_DB", ("postgres", "name")),
        ("DB_NAME", ("postgres", "name")),
        ("DATABASE_USER", ("postgres", "user")),
        ("PGPASSWORD", ("postgres", "password")),
        ("PGHOST", ("postgres", "host")),
        ("DJANGO_DB_PORT", ("postgres", "port")),
        ("REDIS_HOST", ("redis", "host")),
        ("MONGODB_PORT", ("mongodb", "port")),
        ("db_host", ("postgres", "host")),
        ("MYSQL_HOST", ("", "")),
        ("HOST", ("", "")),
        ("DB_HOST_NAME_X", ("", "")),
    ],
)
def test_the_part_of_a_database_that_a_variable_is_for(name: str, expected: tuple[str, str]) -> None:
    assert database_part(name) == expected


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("A", ""),
        ("_a1", ""),
        ("HOMEPAGE", ""),
        ("PORT", "previewctl sets it"),
        ("PREVIEW_URL", "previewctl sets it"),
        ("VITE_X", "it is built into a frontend"),
        ("VUE_APP_X", "it is built into a frontend"),
        ("PATH", "it belongs to the image"),
        ("PYTHONUNBUFFERED", "it belongs to the image"),
        ("NODE_VERSION", "it belongs to the image"),
        ("1A", "it is no name of a variable"),
        ("A-B", "it is no name of a variable"),
        ("", "it is no name of a variable"),
        ("False", "it is no name of a variable"),
        ("A" * 129, "it is no name of a variable"),
    ],
)
def test_a_variable_that_somebody_else_sets(name: str, reason: str) -> None:
    assert is_set_elsewhere(name) == reason


@pytest.mark.parametrize(
    ("name", "value", "path", "expected"),
    [
        ("A", "b", "env.A", "b"),
        ("A", "", "env.A", ""),
        ("A", "${B}", "env.A", "$${B}"),
        ("URL", "postgres://u:p@h/x", "databases.postgres.env", ["URL"]),
        ("URL", "postgresql+psycopg2://u:p@h/x", "databases.postgres.env", ["URL"]),
        ("URL", "redis://cache", "databases.redis.env", ["URL"]),
        ("DB_HOST", "db", "env.DB_HOST", "${databases.postgres.host}"),
        ("DB_HOST", "anything", "env.DB_HOST", "${databases.postgres.host}"),
        ("BROKER_HOST", "cache", "env.BROKER_HOST", "${databases.redis.host}"),
        ("SEARCH_HOST", "search", "services.search.env.host", "SEARCH_HOST"),
        ("SEARCH", "search", "env.SEARCH", "search"),
        ("SEARCH", "http://search:9200/x", "env.SEARCH", "http://${services.search.host}:${services.search.port}/x"),
        (
            "MAIL",
            "smtp://u:p@mail_server:25",
            "env.MAIL",
            "smtp://u:p@${services.mail-server.host}:${services.mail-server.port}",
        ),
        ("DJANGO_ALLOWED_HOSTS", "localhost", "env.DJANGO_ALLOWED_HOSTS", "${endpoint.host}"),
        ("ALLOWED_HOSTS", "*", "env.ALLOWED_HOSTS", "${endpoint.host}"),
        ("CSRF_TRUSTED_ORIGINS", "http://localhost", "env.CSRF_TRUSTED_ORIGINS", "${endpoint.url}"),
        ("CORS_ALLOWED_ORIGINS", "http://localhost", "env.CORS_ALLOWED_ORIGINS", "${consumers.origins}"),
        ("DEBUG", "0", "env.DEBUG", "0"),
        ("SECRET_KEY", "abc", "env.SECRET_KEY", {"generate": "secret"}),
        ("SECRET_KEY", None, "env.SECRET_KEY", {"generate": "secret"}),
        ("API_TOKEN", "abc", "env.API_TOKEN", {"secret": ""}),
        ("A", TOKEN, "env.A", {"secret": ""}),
        ("A", None, "env.A", {"secret": ""}),
        (
            "DJANGO_SETTINGS_MODULE",
            "shop.settings.production",
            "env.DJANGO_SETTINGS_MODULE",
            "shop.settings.production",
        ),
    ],
)
def test_what_a_variable_becomes(name: str, value: str | None, path: str, expected: object) -> None:
    found = take(name, value).reading()
    assert values(found) == {path: expected}
    assert mapped(found) == {f"environment.{name}": path}


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("PORT", "80", "previewctl sets it"),
        ("URL", "mysql://h/x", "`mysql`: a preview runs PostgreSQL, Redis and MongoDB"),
        ("URL", "sqlite:///x", "`sqlite`: a preview runs PostgreSQL, Redis and MongoDB"),
        (
            "DB_PASSWORD",
            "x",
            "previewctl makes the password, and gives it in the URL of `databases.postgres.env` alone",
        ),
        ("REDIS_NAME", "x", "the redis of a preview has no such thing"),
        ("URL", "http://proxy:80/x", "it points at a container that is not part of the preview"),
        ("WORKER_HOST", "worker", "it points at a container that is not part of the preview"),
        ("URL", "http://db:5432", "it points at a container that is not part of the preview"),
        ("URL", "http://localhost:9000", "it points at the machine of a developer"),
        ("API_HOST", "127.0.0.1", "it points at the machine of a developer"),
        ("DEBUG", "1", "a preview can be reached from outside, and pages for debugging show settings"),
        ("DJANGO_SETTINGS_MODULE", "shop.settings.local", "it names settings for development"),
    ],
)
def test_why_a_variable_has_no_place(name: str, value: str, reason: str) -> None:
    assert dropped(take(name, value).reading()) == {f"environment.{name}": reason}


def test_the_driver_in_a_url_is_to_check() -> None:
    found = take("URL", "postgresql+asyncpg://h/x").reading()
    assert "without the driver of `postgresql+asyncpg`" in checks(found)["databases.postgres.env"]


@pytest.mark.parametrize("value", ["postgresql+psycopg2://h/x", "mongodb+srv://h/x", "postgres://h/x"])
def test_a_url_that_means_the_same_without_its_driver_is_not(value: str) -> None:
    assert checks(take("URL", value).reading()) == {}


def test_a_value_that_looks_secret_is_not_in_the_reading() -> None:
    found = take("A", TOKEN).reading()
    assert checks(found) == {"env.A": "the file has a value that looks secret"}
    assert TOKEN not in str(found)


def test_the_password_of_a_container_in_the_preview_is_no_secret() -> None:
    found = take("BROKER", "amqp://guest:guest@search:5672//").reading()
    assert str(values(found)["env.BROKER"]).startswith("amqp://guest:guest@${services.search.host}")


def test_without_databases_beside_it_the_part_of_one_is_a_plain_value() -> None:
    assert values(take("DB_NAME", "shop", Surroundings({}, {})).reading()) == {"env.DB_NAME": "shop"}
