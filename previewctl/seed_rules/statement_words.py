"""The words by which statements are known that have no place in seed data."""

from __future__ import annotations

from typing import NamedTuple


class Start(NamedTuple):
    """The words that a statement starts with, and what to do instead."""

    words: tuple[str, ...]
    solution: str = ""


_ROLES = "remove it: the preview makes its own role and password. `pg_dump --no-owner --no-privileges` leaves roles out"
_DATABASE = "remove it: the database is there already"
_OTHER_SYSTEMS = "remove it: seed data must not depend on another server"
UNTRUSTED = "write it in SQL or PL/pgSQL, or let a migration create it"


def _starts() -> dict[str, tuple[Start, ...]]:
    found: list[Start] = []
    for verb in ("create", "alter", "drop"):
        found += [Start((verb, noun), _ROLES) for noun in ("role", "group")]
        found += [Start((verb, "user", "mapping"), _OTHER_SYSTEMS), Start((verb, "user"), _ROLES)]
        found += [Start((verb, noun), _DATABASE) for noun in ("database", "tablespace")]
        found += [Start((verb, noun), _OTHER_SYSTEMS) for noun in ("subscription", "publication", "server")]
        found += [Start((verb, "foreign", noun), _OTHER_SYSTEMS) for noun in ("table", "data")]
        found += [Start((verb, "event", "trigger")), Start((verb, "language"), UNTRUSTED)]
    found += [
        Start(("alter", "system")),
        Start(("alter", "default", "privileges"), _ROLES),
        Start(("grant",), _ROLES),
        Start(("revoke",), _ROLES),
        Start(("reassign", "owned"), _ROLES),
        Start(("drop", "owned"), _ROLES),
        Start(("set", "role"), _ROLES),
        Start(("set", "local", "role"), _ROLES),
        Start(("set", "session", "role"), _ROLES),
        Start(("set", "session", "authorization"), _ROLES),
        Start(("set", "local", "session"), _ROLES),
        Start(("comment", "on", "database"), _DATABASE),
        Start(("comment", "on", "role"), _ROLES),
        Start(("security", "label")),
        Start(("import", "foreign"), _OTHER_SYSTEMS),
        Start(("load",), UNTRUSTED),
        Start(("create", "or", "replace", "language"), UNTRUSTED),
        Start(("create", "trusted", "language"), UNTRUSTED),
        Start(("create", "procedural", "language"), UNTRUSTED),
    ]
    by_first: dict[str, tuple[Start, ...]] = {}
    for start in found:
        by_first[start.words[0]] = (*by_first.get(start.words[0], ()), start)
    return by_first


STARTS = _starts()
"""By first word."""

EXTENSIONS = frozenset({
    "adminpack", "amcheck", "aws_lambda", "aws_s3", "bool_plperlu", "dblink", "file_fdw", "hstore_plperlu", "http",
    "hstore_plpython3u", "jsonb_plperlu", "jsonb_plpython3u", "ltree_plpython3u", "mysql_fdw", "old_snapshot",
    "pageinspect", "pg_buffercache", "pg_cron", "pg_net", "pg_prewarm", "pg_surgery", "pg_walinspect", "pljava", "plperlu",
    "plpython2u", "plpython3u", "plpythonu", "plr", "plrust", "plsh", "pltclu", "postgres_fdw", "tds_fdw",
})  # fmt: skip
"""Extensions that read files, call other servers, or bring a language that nothing confines."""

LANGUAGES = ("sql", "plpgsql", "plperl", "pltcl", "plv8")
"""Trusted ones: https://www.postgresql.org/docs/current/sql-createlanguage.html."""

FUNCTIONS = frozenset({
    "database_to_xml", "lo_export", "lo_import", "pg_backup_start", "pg_backup_stop", "pg_cancel_backend",
    "pg_create_logical_replication_slot",
    "pg_create_physical_replication_slot", "pg_create_restore_point", "pg_current_logfile", "pg_file_rename",
    "pg_file_unlink", "pg_file_write", "pg_promote", "pg_reload_conf", "pg_rotate_logfile", "pg_stat_file",
    "pg_switch_wal", "pg_terminate_backend", "query_to_xml", "xpath_table",
})  # fmt: skip
"""https://www.postgresql.org/docs/current/functions-admin.html; names that start alike stand in the check."""

SETTINGS = {
    "standard_conforming_strings": ("on", "true", "yes", "1"),
    "client_encoding": ("utf8", "utf-8", "unicode"),
    "session_authorization": ("default",),
    "role": ("none",),
    "shared_preload_libraries": ("",),
    "session_preload_libraries": ("",),
    "local_preload_libraries": ("",),
    "dynamic_library_path": ("$libdir",),
}
"""Settings that change how the rest is read or who runs it, each with the values that it may get."""

DUMP_MARKS = (r"\restrict", r"\unrestrict", r"\connect")
