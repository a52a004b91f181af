"""Keys that belong somewhere else, or that nothing needs: what to say of them instead of a list of the known ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_TITLES = {"redis": "Redis", "mongodb": "MongoDB"}
_PASSWORDS = frozenset({"auth", "password", "user", "username"})
_OTHER_DATABASES = frozenset({
    "cassandra", "clickhouse", "elasticsearch", "mariadb", "memcached", "mysql", "opensearch", "rabbitmq", "sqlite", "valkey",
})  # fmt: skip


def remedy_for(location: Sequence[str | int]) -> str | None:
    """What to do about an unknown key of preview.yaml at `location`; None where nothing is known of it."""
    match tuple(location):
        case ("databases", "redis" | "mongodb" as engine, "extensions"):
            return f"remove it: extensions are PostgreSQL's, and {_TITLES[engine]} has none"
        case ("databases", "redis" | "mongodb" as engine, str(key)) if key in _PASSWORDS:
            return f"remove it: {_TITLES[engine]} has no password, the network policies keep others out"
        case ("databases", "postgres", str(key)) if key in _PASSWORDS:
            return "remove it: the user is `app`, and the password is made in the cluster, or is `preview` with `auth: fixed`"
        case ("databases", str(key)) if key in _OTHER_DATABASES:
            return "declare it under `services`, as a plain container; here are `mongodb`, `postgres` and `redis`"
        case ("databases", _, "migrations" | "seed" as key):
            return f"write `{key}` at the top of the file: it is for all databases"
    return None
