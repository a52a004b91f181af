"""Counts the rows of every table on a server."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from previewctl.integrations.postgres import Server

OWN_TABLES = """
    c.relnamespace = n.oid AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
    AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')
"""
"""Leaves out what PostgreSQL itself and its extensions have; `c` is pg_class and `n` pg_namespace."""
TABLE_NAME = "CASE WHEN n.nspname = 'public' THEN c.relname::text ELSE n.nspname || '.' || c.relname END"
"""As CSV files are named: without the schema where it is `public`."""

READ_SECONDS = 900
"""Every row of a large dataset is read by each check."""

_COUNT = f"""
SELECT format('SELECT %L, count(*) FROM %I.%I', {TABLE_NAME}, n.nspname, c.relname)
FROM pg_class c, pg_namespace n
WHERE {OWN_TABLES} AND c.relkind IN ('r', 'p') AND NOT c.relispartition
ORDER BY 1 \\gexec
"""  # noqa: S608 - both parts stand above


def count_rows(server: Server, database: str = "app") -> dict[str, int]:
    """By table its rows; a partitioned table counts as one."""
    return {name: int(count) for name, count in server.query(_COUNT, database=database, timeout=READ_SECONDS)}
