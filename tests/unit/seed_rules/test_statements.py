"""Statements that reach out of the database are found, however they are written; what only looks like one is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from previewctl.seed_rules.collecting import MOST_ALIKE
from previewctl.seed_rules.engine import check_dataset
from previewctl.seeds import sql_tokens
from tests.unit.seeds.datasets import dataset

if TYPE_CHECKING:
    from pathlib import Path

    from previewctl.diagnostics.model import Diagnostic


def found(tmp_path: Path, text: str) -> list[Diagnostic]:
    return check_dataset(dataset(tmp_path, {"postgres/01_a.sql": text}))


BAD = {
    "CREATE ROLE x;": "CREATE",
    "create /* a */ role x;": "create",
    "CREATE USER x PASSWORD 'y';": "CREATE",
    "ALTER USER x PASSWORD 'y';": "ALTER",
    "DROP GROUP x;": "DROP",
    "CREATE USER MAPPING FOR x SERVER y;": "CREATE",
    "GRANT ALL ON t TO x;": "GRANT",
    "REVOKE ALL ON t FROM x;": "REVOKE",
    "ALTER TABLE ONLY public.t OWNER TO x;": "OWNER",
    "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO x;": "ALTER",
    "REASSIGN OWNED BY a TO b;": "REASSIGN",
    "SET ROLE x;": "SET",
    "SET SESSION AUTHORIZATION x;": "SET",
    "SET SESSION AUTHORIZATION DEFAULT;": "SET",
    "CREATE DATABASE x;": "CREATE",
    "DROP DATABASE x;": "DROP",
    "COMMENT ON DATABASE x IS 'y';": "COMMENT",
    "CREATE TABLESPACE x LOCATION '/y';": "CREATE",
    "ALTER SYSTEM SET x = y;": "ALTER",
    "CREATE SUBSCRIPTION x CONNECTION 'y' PUBLICATION z;": "CREATE",
    "CREATE SERVER x FOREIGN DATA WRAPPER y;": "CREATE",
    "CREATE FOREIGN TABLE x (a int) SERVER y;": "CREATE",
    "IMPORT FOREIGN SCHEMA x FROM SERVER y INTO z;": "IMPORT",
    "CREATE EVENT TRIGGER x ON ddl_command_start EXECUTE FUNCTION y();": "CREATE",
    "LOAD 'x.so';": "LOAD",
    "CREATE LANGUAGE plpython3u;": "CREATE",
    "CREATE TRUSTED LANGUAGE x;": "CREATE",
    "CREATE EXTENSION IF NOT EXISTS dblink;": "dblink",
    'CREATE EXTENSION "plpython3u";': '"plpython3u"',
    "CREATE FUNCTION f() RETURNS void LANGUAGE plpython3u AS $$ x $$;": "plpython3u",
    "CREATE OR REPLACE FUNCTION f() RETURNS void AS 'x', 'y' LANGUAGE c;": "c",
    "CREATE PROCEDURE f() LANGUAGE 'plperlu' AS $$ x $$;": "'plperlu'",
    "DO LANGUAGE plpython3u $$ import os $$;": "plpython3u",
    "COPY t FROM PROGRAM 'x';": "PROGRAM",
    "COPY t (a, b) FROM PROGRAM 'x' WITH (FORMAT csv);": "PROGRAM",
    "COPY t FROM '/etc/passwd';": "'/etc/passwd'",
    "COPY t TO '/etc/x';": "'/etc/x'",
    "COPY (SELECT 1) TO PROGRAM 'x';": "PROGRAM",
    "COPY t TO STDOUT;": "STDOUT",
    "SELECT dblink('x', 'y');": "dblink",
    "SELECT pg_catalog.pg_read_file('/etc/passwd');": "pg_read_file",
    "SELECT \"pg_ls_dir\"('/');": '"pg_ls_dir"',
    "INSERT INTO t VALUES (lo_import('/etc/passwd'));": "lo_import",
    "SELECT pg_terminate_backend(1);": "pg_terminate_backend",
    "SET standard_conforming_strings = off;": "off",
    "SET LOCAL client_encoding TO 'SJIS';": "'SJIS'",
    "SELECT set_config('standard_conforming_strings', 'off', false);": "'off'",
    "SET session_preload_libraries = 'x';": "'x'",
    "DO $$ BEGIN CREATE ROLE x; END $$;": "CREATE",
    "DO 'BEGIN CREATE ROLE x; END';": "CREATE",
    "DO $$ BEGIN EXECUTE 'DROP DATABASE x'; END $$;": "DROP",
    "DO $$ BEGIN EXECUTE format('ALTER SYSTEM SET a = %L', 1); END $$;": "ALTER",
    "DO $a$ BEGIN EXECUTE $b$ GRANT x TO y $b$; END $a$;": "GRANT",
    "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN COPY t FROM PROGRAM 'x'; END $$;": "PROGRAM",
    "\\! rm -rf x": "\\! rm -rf x",
    "SELECT 1 \\gexec": "\\gexec",
    "\\connect postgres": "\\connect postgres",
    "\\restrict abc\nSELECT 1;": "\\restrict abc",
    "SELECT 'a' \\; \\! x": "\\; \\! x",
    "E'a\\' \\! b' ; \\! x": "\\! x",
    "COPY t FROM stdin; SELECT 1;\n1\n\\.\n": ";",
}


@pytest.mark.parametrize(("text", "under"), BAD.items())
def test_a_statement_with_no_place_in_seed_data(text: str, under: str, tmp_path: Path) -> None:
    problems = [item for item in found(tmp_path, text) if item.code == "PV326"]
    (problem,) = problems
    span = problem.location.span
    assert text[span.start.offset : span.end.offset] == under
    assert problem.help


GOOD = [
    "-- CREATE ROLE x;\n/* \\! x */ SELECT 1;",
    "INSERT INTO t VALUES ('CREATE ROLE x; \\! rm', $$ DROP DATABASE y $$);",
    'CREATE TABLE "role" (grant_id int, "load" text, program text);',
    "UPDATE t SET role = 'admin', client_encoding = 'x';",
    "INSERT INTO dblink_log (a) VALUES (1);",
    "CREATE TABLE pg_read_log (a int);",
    "CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;",
    "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.load := 1; RETURN NEW; END $$;",
    "CREATE FUNCTION f() RETURNS text AS $$ SELECT 'CREATE ROLE' $$ LANGUAGE sql;",
    "COPY t (a) FROM stdin;\nCREATE ROLE x;\n\\N\n\\.\n",
    "COPY t FROM stdin; -- rows of t\n1\n\\.\n",
    "COPY t FROM STDIN WITH (FORMAT csv);\n\\! x\n\\.\n",
    "SET client_encoding = 'UTF8'; SET standard_conforming_strings = on;",
    "SELECT pg_catalog.set_config('search_path', '', false);",
    "SELECT setval(pg_get_serial_sequence('t', 'id'), (SELECT max(id) FROM t));",
    "SELECT E'\\'; CREATE ROLE x; --';",
    "ALTER TABLE t ADD COLUMN owner text;",
    "CREATE TABLE t (language text DEFAULT 'c');",
    "CREATE INDEX i ON lo_import (a);",
    "CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();",
]


@pytest.mark.parametrize("text", GOOD)
def test_what_only_looks_like_one(text: str, tmp_path: Path) -> None:
    assert found(tmp_path, text) == []


@pytest.mark.parametrize("text", ["SELECT 'a", "/* a", "$$ a", 'SELECT "a', "SELECT E'a\\'"])
def test_what_nothing_closes(text: str, tmp_path: Path) -> None:
    assert [item.code for item in found(tmp_path, text)] == ["PV328"]


def test_a_statement_that_is_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql_tokens, "MOST_TOKENS", 10)
    problems = found(tmp_path, "INSERT INTO t VALUES (1), (2), (3), (4), (5);")
    assert [(item.code, "CSV" in item.help) for item in problems] == [("PV326", True)]


def test_a_file_with_a_thousand_of_them_has_a_few_findings(tmp_path: Path) -> None:
    problems = found(tmp_path, "GRANT a TO b;\n" * 1000)
    assert len(problems) == MOST_ALIKE
    assert problems[-1].message.endswith("; so are 995 more places in this file")
