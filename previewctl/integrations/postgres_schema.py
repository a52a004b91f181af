"""Reads the columns, constraints and indexes of a database, each as the server itself writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.integrations.postgres_counts import OWN_TABLES, TABLE_NAME

if TYPE_CHECKING:
    from previewctl.integrations.postgres import Server
    from previewctl.seeds.schema_drift import Part

# Indexes of constraints are left out, and so are NOT NULL constraints, which columns say and PostgreSQL 18 lists too.
_PARTS = f"""
WITH own AS (
    SELECT c.oid, {TABLE_NAME} AS name FROM pg_class c, pg_namespace n
    WHERE {OWN_TABLES} AND c.relkind IN ('r', 'p')
)
SELECT own.name, 'table', own.name FROM own
UNION ALL
SELECT own.name, 'column', concat_ws(' ',
    own.name || '.' || quote_ident(a.attname), format_type(a.atttypid, a.atttypmod),
    CASE WHEN a.attcollation <> t.typcollation THEN 'COLLATE ' || a.attcollation::regcollation::text END,
    CASE WHEN a.attnotnull THEN 'NOT NULL' END,
    CASE WHEN d.oid IS NOT NULL THEN
        CASE WHEN a.attgenerated = '' THEN 'DEFAULT ' ELSE 'GENERATED ' END || pg_get_expr(d.adbin, d.adrelid) END,
    CASE a.attidentity WHEN 'a' THEN 'IDENTITY ALWAYS' WHEN 'd' THEN 'IDENTITY' END)
FROM own JOIN pg_attribute a ON a.attrelid = own.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
UNION ALL
SELECT own.name, 'constraint', quote_ident(k.conname) || ' ON ' || own.name || ' ' || pg_get_constraintdef(k.oid)
FROM own JOIN pg_constraint k ON k.conrelid = own.oid AND k.contype NOT IN ('n', 't')
UNION ALL
SELECT own.name, 'index', regexp_replace(pg_get_indexdef(i.indexrelid), '^CREATE (UNIQUE )?INDEX (.*)$', '\\2 \\1')
FROM own JOIN pg_index i ON i.indrelid = own.oid
WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.conrelid = own.oid)
"""  # noqa: S608 - the parts stand in this package


def schema_of(server: Server, database: str = "app") -> frozenset[Part]:
    """Every part of the tables that are nobody's but the app's."""
    return frozenset((table, kind, text.strip()) for table, kind, text in server.query(_PARTS, database=database))
