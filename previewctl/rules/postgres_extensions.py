"""The extensions of the official `postgres` image: those that come with PostgreSQL itself.

The image installs Debian's `postgresql-<major>`, which holds all of contrib; the languages other than PL/pgSQL, and the
transforms between them and `hstore` or `jsonb`, are packages of their own that it lacks. See
https://www.postgresql.org/docs/current/contrib.html and https://packages.debian.org/bookworm/amd64/postgresql-15/filelist.
"""

from __future__ import annotations

_ALWAYS = frozenset({
    "amcheck", "autoinc", "bloom", "btree_gin", "btree_gist", "citext", "cube", "dblink", "dict_int", "dict_xsyn",
    "earthdistance", "file_fdw", "fuzzystrmatch", "hstore", "insert_username", "intagg", "intarray", "isn", "lo", "ltree",
    "moddatetime", "pageinspect", "pg_buffercache", "pg_freespacemap", "pg_prewarm", "pg_stat_statements", "pg_surgery",
    "pg_trgm", "pg_visibility", "pgcrypto", "pgrowlocks", "pgstattuple", "plpgsql", "postgres_fdw", "refint", "seg",
    "sslinfo", "tablefunc", "tcn", "tsm_system_rows", "tsm_system_time", "unaccent", "uuid-ossp", "xml2",
})  # fmt: skip
_SINCE = {"pg_logicalinspect": 18, "pg_walinspect": 15}
_UNTIL = {"adminpack": 16, "old_snapshot": 16}


def extensions_of(major: int) -> frozenset[str]:
    """The extensions that a major version has."""
    added = {name for name, since in _SINCE.items() if major >= since}
    return _ALWAYS | added | {name for name, until in _UNTIL.items() if major <= until}


def majors_of(extension: str) -> str:
    """In words the major versions that have an extension, for those that not all have; else nothing."""
    if extension in _SINCE:
        return f"PostgreSQL has `{extension}` since {_SINCE[extension]}"
    return f"PostgreSQL had `{extension}` until {_UNTIL[extension]}" if extension in _UNTIL else ""
