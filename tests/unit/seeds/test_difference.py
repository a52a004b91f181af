"""Versions are compared in rows and columns, documents and keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from previewctl.reporters.seed_difference import as_json, text
from previewctl.reporters.style import Style
from previewctl.seeds.difference import Difference, Said, difference
from previewctl.seeds.summary import Contents, LockState, contents, lock_summary
from previewctl.seeds.tables import read_tables
from tests.unit.seeds.datasets import dataset, write

if TYPE_CHECKING:
    from pathlib import Path

Files = dict[str, str | bytes]
SCHEMA = "CREATE TABLE t (id int, code text, name text, PRIMARY KEY (code));\n"


def compared(tmp_path: Path, before: Files, after: Files) -> Difference:
    return difference(dataset(tmp_path / "a", before), dataset(tmp_path / "b", after))


def shown(found: Difference, *, keys: bool = False) -> str:
    return text(found, ("old", "new"), Style(), keys=keys)


def test_rows_are_known_by_their_primary_key(tmp_path: Path) -> None:
    before: Files = {"postgres/01_s.sql": SCHEMA, "postgres/02_t.csv": "id,code,name\n1,a,x\n2,b,y\n3,c,z\n"}
    after: Files = {"postgres/01_s.sql": SCHEMA, "postgres/02_t.csv": "id,code,name\n1,b,y\n2,c,w\n3,d,v\n"}
    found = compared(tmp_path, before, after)
    (table,) = found.tables
    assert (table.name, table.added, table.removed) == ("t", ("d",), ("a",))
    assert table.changed == {"b": ("id",), "c": ("id", "name")}
    assert not found.same


def test_rows_without_a_key_in_the_files_are_known_by_their_first_column(tmp_path: Path) -> None:
    found = compared(tmp_path, {"postgres/01_t.csv": "id,a\n1,x\n2,y\n"}, {"postgres/01_t.csv": "a,id\ny,2\nz,1\n"})
    assert [(table.added, table.removed, dict(table.changed)) for table in found.tables] == [(("z",), ("x",), {})]


def test_rows_that_nothing_tells_apart_come_and_go(tmp_path: Path) -> None:
    found = compared(
        tmp_path, {"postgres/01_t.csv": "a,b\n1,x\n1,x\n1,y\n"}, {"postgres/01_t.csv": "a,b\n1,x\n1,y\n1,z\n"}
    )
    assert [(table.added, table.removed, dict(table.changed)) for table in found.tables] == [(("1, z",), ("1, x",), {})]


def test_columns_come_and_go_without_changing_every_row(tmp_path: Path) -> None:
    found = compared(
        tmp_path, {"postgres/01_t.csv": "id,a,b\n1,x,y\n2,x,y\n"}, {"postgres/01_t.csv": "id,b,c\n1,y,z\n2,w,z\n"}
    )
    (table,) = found.tables
    assert (table.columns_added, table.columns_removed, dict(table.changed)) == (("c",), ("a",), {"2": ("b",)})


def test_the_same_rows_in_another_form_are_the_same_rows(tmp_path: Path) -> None:
    before: Files = {"postgres/01_t.csv": 'id,a\n1,"x, y"\n2,\n'}
    after: Files = {
        "postgres/01_a.sql": "INSERT INTO t (id, a) VALUES (1, 'x, y'); COPY public.t (id, a) FROM stdin;\n2\t\\N\n\\.\n"
    }
    found = compared(tmp_path, before, after)
    assert found.empty
    assert not found.same
    assert shown(found) == "old → new\nno difference in rows: the files differ in their form\n"


def test_null_is_no_empty_text(tmp_path: Path) -> None:
    found = compared(tmp_path, {"postgres/01_t.csv": "id,a\n1,\n"}, {"postgres/01_t.csv": 'id,a\n1,""\n'})
    assert [dict(table.changed) for table in found.tables] == [{"1": ("a",)}]


def test_documents_are_known_by_their_id(tmp_path: Path) -> None:
    before: Files = {
        "mongodb/e.ndjson": '{"_id": 1, "a": {"b": 1}, "c": 1}\n{"_id": {"$oid": "5f0000000000000000000001"}}\n'
    }
    after: Files = {"mongodb/e.ndjson": '{"c": 1, "_id": 1, "a": {"b": 2}}\n{"x": 1}\n', "mongodb/f.ndjson": ""}
    found = compared(tmp_path, before, after)
    events, empty = found.collections
    assert (empty.name, empty.present) == ("f", (False, True))
    assert events.added == ('{"x":1}',)
    assert events.removed == ('{"$oid":"5f0000000000000000000001"}',)
    assert events.changed == {"1": ("a",)}


def test_keys_are_compared_by_what_is_done_to_them(tmp_path: Path) -> None:
    before: Files = {"redis/01_a.redis": "SET a 1\nMSET b 2 c 3\nSELECT 1\nSET a 1\nRPUSH l x\n"}
    after: Files = {"redis/01_a.redis": "SET a 2\nSET b 2\nSET d 4\nSELECT 1\nSET a 1\nRPUSH l x\nRPUSH l y\n"}
    found = compared(tmp_path, before, after).keys
    assert (found.added, found.removed, dict(found.changed)) == (("d",), ("c",), {"a": ("SET",), "1:l": ("RPUSH",)})


def test_what_is_said_of_the_whole(tmp_path: Path) -> None:
    before = dataset(tmp_path / "a", {"redis/01_a.redis": "SET a 1\n"}, "migrations: {a: 0001_x, b: 0001_y}\n")
    after = dataset(tmp_path / "b", {"redis/01_a.redis": "SET a 1\n"}, "migrations: {a: [0002_x, 0002_z]}\n")
    assert difference(before, after._replace(version="2")).said == (
        Said("version", "2026.11.1", "2"),
        Said("migrations.a", "0001_x", "0002_x, 0002_z"),
        Said("migrations.b", "0001_y", ""),
    )


def test_statements_that_are_no_rows(tmp_path: Path) -> None:
    found = compared(
        tmp_path,
        {"postgres/01_a.sql": "CREATE INDEX i ON t (a); -- x\nSELECT 1;"},
        {"postgres/01_a.sql": "CREATE  INDEX\n i ON t (a); SELECT 2;"},
    )
    assert (found.statements_added, found.statements_removed) == (("SELECT 2",), ("SELECT 1",))


def test_text_and_json(tmp_path: Path) -> None:
    before: Files = {"postgres/01_t.csv": "id,a\n1,x\n2,y\n", "redis/01_a.redis": "SET a 1\n"}
    after: Files = {"postgres/01_t.csv": "id,a,b\n2,z,\n3,z,\n4,z,\n", "redis/01_a.redis": "SET b 1\n"}
    found = compared(tmp_path, before, after)
    assert shown(found) == (
        "old → new\n\npostgres\n  t  +2 rows, -1 row, ~1 row, changed in a (1), column +b\n\nredis\n    + b\n    - a\n"
    )
    assert "    + 3\n    + 4\n    - 1\n    ~ 2 (a)\n" in shown(found, keys=True)
    data = as_json(found, ("old", "new"))
    assert data["tables"] == [
        {
            "name": "t",
            "state": "same",
            "counts": {"added": 2, "removed": 1, "changed": 1},
            "columns": {"added": ["b"], "removed": []},
            "added": ["3", "4"],
            "removed": ["1"],
            "changed": {"2": ["a"]},
        }
    ]


@pytest.mark.parametrize("secret", ["AKIAR7TQXN5WZ2LCKD4V", "hunter2-hunter2"])
def test_secrets_are_not_repeated(secret: str, tmp_path: Path) -> None:
    statement = f"CREATE ROLE x PASSWORD '{secret}'; INSERT INTO t VALUES ('AKIAR7TQXN5WZ2LCKD4V');"
    found = compared(tmp_path, {"postgres/01_a.sql": ""}, {"postgres/01_a.sql": statement})
    said = shown(found, keys=True) + str(as_json(found, ("a", "b")))
    assert secret not in said
    assert "AKIAR" not in said
    assert "•••" in said


def test_a_summary_counts_what_the_files_say(tmp_path: Path) -> None:
    found = dataset(
        tmp_path,
        {
            "postgres/01_a.sql": f"{SCHEMA}INSERT INTO t VALUES (1), (2);\nUPDATE t SET id = 3;\nCOPY t FROM stdin;\n1\n\\.\n",
            "postgres/02_u.csv": "id\n1\n",
            "redis/01_a.redis": "SET a 1\nSET a 2\nMSET b 1 c 2\n",
            "mongodb/e.ndjson": "{}\n{}\n",
        },
    )
    assert contents(found) == Contents({"t": 3, "u": 1}, {"e": 2}, 3, 1)
    assert lock_summary(found).state is LockState.MISSING
    write(found.directory, {"seed.lock": "x: y\n"})
    assert lock_summary(found).state is LockState.BROKEN


def test_parts_of_a_table_with_other_columns_are_put_together(tmp_path: Path) -> None:
    text = "INSERT INTO t (id, a) VALUES (1, 'x'); INSERT INTO t (b, id) VALUES ('y', 2); INSERT INTO u VALUES (1, 2);"
    tables = read_tables(dataset(tmp_path, {"postgres/01_a.sql": text})).tables
    assert tables["t"].columns == ("id", "a", "b")
    assert tables["t"].rows == [("1", "x", None), ("2", None, "y")]
    assert tables["u"].columns == ("column 1", "column 2")
