"""Checks on a server what a load can leave broken: foreign keys, constraints that were never validated, sequences."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.integrations.postgres_counts import OWN_TABLES, READ_SECONDS, TABLE_NAME
from previewctl.integrations.processes import ProcessError
from previewctl.seeds.verification import Problem

if TYPE_CHECKING:
    from previewctl.integrations.postgres import Server

# PostgreSQL 18 has constraints that are NOT ENFORCED, and foreign keys over periods; older ones have no such columns.
_ENFORCED = "coalesce(to_jsonb(k) ->> 'conenforced', 'true') = 'true'"
_PLAIN = "coalesce(to_jsonb(k) ->> 'conperiod', 'false') = 'false'"

# One query for each foreign key, which is run in turn. A key with a NULL in it points nowhere, but under MATCH FULL,
# where all columns or none are NULL. A load with the triggers off checks nothing, and leaves the constraint "valid".
_FOREIGN_KEYS = f"""
SELECT format('SELECT %L, %L, count(*) FROM %I.%I c WHERE (%s) AND NOT EXISTS (SELECT FROM %s r WHERE %s)',
    {TABLE_NAME}, k.conname, n.nspname, c.relname,
    CASE k.confmatchtype WHEN 'f' THEN 'NOT (' || parts.every_null || ')' ELSE parts.none_null END,
    k.confrelid::regclass, parts.same)
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace,
LATERAL (
    SELECT string_agg(format('c.%I IS NOT NULL', a.attname), ' AND ') AS none_null,
        string_agg(format('c.%I IS NULL', a.attname), ' AND ') AS every_null,
        string_agg(format('r.%I = c.%I', b.attname, a.attname), ' AND ') AS same
    FROM unnest(k.conkey, k.confkey) AS pair(mine, other)
    JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = pair.mine
    JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = pair.other
) AS parts
WHERE {OWN_TABLES} AND k.contype = 'f' AND k.conparentid = 0 AND {_ENFORCED} AND {_PLAIN}
ORDER BY 1 \\gexec
"""  # noqa: S608 - the parts stand in these modules

_NOT_VALID = f"""
SELECT {TABLE_NAME}, k.conname, format('ALTER TABLE %I.%I VALIDATE CONSTRAINT %I', n.nspname, c.relname, k.conname)
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE {OWN_TABLES} AND NOT k.convalidated AND k.contype <> 'f' AND {_ENFORCED}
ORDER BY 1, 2
"""  # noqa: S608 - the parts stand in these modules

# Sequences that belong to a column (serial, identity), and those that a column's default calls.
_SEQUENCES = f"""
SELECT DISTINCT format(
    'SELECT %L, %L, %L, (SELECT last_value + CASE WHEN is_called THEN %s ELSE 0 END FROM %s),'
    ' (SELECT %s(%I) FROM %I.%I), %L',
    {TABLE_NAME}, a.attname, s.seqrelid::regclass, s.seqincrement, s.seqrelid::regclass,
    CASE WHEN s.seqincrement > 0 THEN 'max' ELSE 'min' END, a.attname, n.nspname, c.relname,
    CASE WHEN s.seqincrement > 0 THEN 'up' ELSE 'down' END)
FROM pg_sequence s
JOIN (
    SELECT objid AS sequence, refobjid AS relation, refobjsubid AS number FROM pg_depend
    WHERE classid = 'pg_class'::regclass AND refclassid = 'pg_class'::regclass AND refobjsubid > 0 AND deptype IN ('a', 'i')
    UNION
    SELECT d.refobjid, f.adrelid, f.adnum FROM pg_depend d JOIN pg_attrdef f ON f.oid = d.objid
    WHERE d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass
) AS used ON used.sequence = s.seqrelid
JOIN pg_class c ON c.oid = used.relation JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = used.relation AND a.attnum = used.number
JOIN pg_type t ON t.oid = a.atttypid AND t.typname IN ('int2', 'int4', 'int8')
WHERE {OWN_TABLES}
ORDER BY 1 \\gexec
"""  # noqa: S608 - the parts stand in these modules


class Checked(NamedTuple):
    """How many were checked, and what is wrong."""

    number: int
    problems: tuple[Problem, ...]


def foreign_keys(server: Server, database: str = "app") -> Checked:
    """Rows that point at none, whatever the server believes of the constraint."""
    rows = server.query(_FOREIGN_KEYS, database=database, timeout=READ_SECONDS)
    help_ = "mend the rows: the app will meet them, and updates of them fail"
    problems = [
        Problem("foreign key", f"{table}: {name}", _dangling(count), help_)
        for table, name, count in rows
        if count != "0"
    ]
    return Checked(len(rows), tuple(problems))


def never_validated(server: Server, database: str = "app") -> Checked:
    """Constraints that were declared NOT VALID and that the rows break; nothing of the attempt stays."""
    rows = server.query(_NOT_VALID, database=database)
    problems = []
    for table, name, statement in rows:
        try:
            server.psql(database=database, stdin=f"BEGIN; {statement}; ROLLBACK;", timeout=READ_SECONDS)
        except ProcessError as error:
            problems.append(Problem("constraint", f"{table}: {name}", f"the rows break it: {error}", "mend the rows"))
    return Checked(len(rows), tuple(problems))


def sequences(server: Server, database: str = "app") -> Checked:
    """Sequences whose next value is not beyond those that their column has."""
    rows = server.query(_SEQUENCES, database=database, timeout=READ_SECONDS)
    problems = []
    for table, column, sequence, following, extreme, direction in rows:
        if extreme == "" or _beyond(int(following), int(extreme), direction):
            continue
        message = f"the next value of {sequence} is {following}, and the column has {extreme} already"
        solution = f"end the data with `SELECT setval('{sequence}', {extreme});`"
        problems.append(Problem("sequence", f"{table}.{column}", message, solution))
    return Checked(len(rows), tuple(problems))


def _beyond(following: int, extreme: int, direction: str) -> bool:
    return following > extreme if direction == "up" else following < extreme


def _dangling(count: str) -> str:
    return f"{count} {'row points' if count == '1' else 'rows point'} at nothing that is there"
