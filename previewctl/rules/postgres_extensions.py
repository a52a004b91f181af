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


_ELSEWHERE = frozenset({
    "address_standardizer", "age", "bool_plperl", "citus", "h3", "hll", "hstore_plperl", "hstore_plpython3u", "hypopg", "ip4r",
    "jsonb_plperl", "jsonb_plpython3u", "ltree_plpython3u", "mysql_fdw", "orafce", "pg_cron", "pg_graphql", "pg_hint_plan",
    "pg_jsonschema", "pg_net", "pg_partman", "pg_qualstats", "pg_repack", "pg_search", "pg_squeeze", "pg_stat_kcache", "pg_uuidv7",
    "pgaudit", "pgjwt", "pglogical", "pgmq", "pgrouting", "pgsodium", "pgtap", "plperl", "plperlu", "plpgsql_check", "plpython3u",
    "plr", "pltcl", "pltclu", "plv8", "postgis", "postgis_raster", "postgis_sfcgal", "postgis_tiger_geocoder", "postgis_topology",
    "rum", "semver", "tds_fdw", "temporal_tables", "timescaledb", "vector", "vectorscale", "zhparser",
})  # fmt: skip
_OTHER_NAMES = {
    "pgvector": "vector",
    "pgcron": "pg_cron",
    "pg_vector": "vector",
    "timescale": "timescaledb",
    "gis": "postgis",
}
_MODULES = frozenset({
    "auth_delay", "auto_explain", "basebackup_to_shell", "basic_archive", "passwordcheck", "pg_overexplain", "pgoutput", "sepgsql",
    "test_decoding",
})  # fmt: skip
"""Modules of PostgreSQL that a server loads, and that `CREATE EXTENSION` does not know."""

_FROM_A_SEED = "seed the database from an image with it"


def about(extension: str) -> str:
    """What is known of an extension that the image lacks; nothing where its name is not known."""
    if extension in _MODULES:
        return "it is a module that the server loads, not an extension: leave it out"
    if extension in _OTHER_NAMES:
        return f"the extension is called `{_OTHER_NAMES[extension]}`, and the image lacks it: {_FROM_A_SEED}"
    if extension in _ELSEWHERE:
        return f"it does not come with PostgreSQL: {_FROM_A_SEED}"
    return majors_of(extension)


def extensions_of(major: int) -> frozenset[str]:
    """The extensions that a major version has."""
    added = {name for name, since in _SINCE.items() if major >= since}
    return _ALWAYS | added | {name for name, until in _UNTIL.items() if major <= until}


def majors_of(extension: str) -> str:
    """In words the major versions that have an extension, for those that not all have; else nothing."""
    if extension in _SINCE:
        return f"PostgreSQL has `{extension}` since {_SINCE[extension]}"
    return f"PostgreSQL had `{extension}` until {_UNTIL[extension]}" if extension in _UNTIL else ""
