"""What is compared after the servers have been asked: counts, schemas, and the options of collections."""

from __future__ import annotations

from typing import Any

import pytest

from previewctl.reporters import seed_verification as report
from previewctl.reporters.style import Style
from previewctl.seeds.collection_metadata import problems_of
from previewctl.seeds.schema_drift import drift
from previewctl.seeds.verification import (
    AppResult,
    DriftLine,
    EngineResult,
    Problem,
    Timing,
    Verification,
    compared_counts,
    counts_accepted,
)


def test_counts_are_compared_by_name() -> None:
    found = compared_counts({"a": 1, "b": 2, "gone": 3}, {"a": 1, "b": 5, "new": 0}, "rows")
    assert [(problem.subject, problem.message) for problem in found] == [
        ("b", "has 5 rows, and the lock says 2"),
        ("gone", "is not there, and the lock has it with 3 rows"),
        ("new", "has 0 rows, and is not in the lock"),
    ]


def test_counts_can_be_accepted_and_nothing_else_can() -> None:
    counts = Problem("counts", "a", "has 1 row")
    wrong = EngineResult("postgres", "17", problems=(counts,))
    accepted = counts_accepted(Verification("orders", "1.0", (wrong,), ("a note",)))
    assert accepted is not None
    assert (accepted.problems, accepted.written, accepted.notes) == ((), True, ())
    other = wrong._replace(problems=(counts, Problem("sequence", "a.id", "is behind")))
    assert counts_accepted(Verification("orders", "1.0", (other,))) is None


def test_drift_has_no_order_and_says_a_missing_table_once() -> None:
    scratch = {
        ("a", "table", "a"),
        ("a", "column", "a.id integer"),
        ("a", "column", "a.x text"),
        ("new", "table", "new"),
        ("new", "column", "new.id integer"),
    }
    seeded = {("a", "table", "a"), ("a", "column", "a.x integer"), ("a", "column", "a.id integer")}
    assert drift(scratch, seeded) == (
        DriftLine("-", "column a.x text"),
        DriftLine("+", "column a.x integer"),
        DriftLine("-", "table new"),
    )
    assert drift(scratch, set(scratch)) == ()


def test_the_report_has_everything_that_was_found() -> None:
    app = AppResult("app", "python3", 1, (DriftLine("-", "table new"), DriftLine("+", "table old")))
    postgres = EngineResult(
        "postgres",
        "17",
        "PostgreSQL 18.6",
        counts={"b": 2, "a": 1},
        passed=("3 rows in 2 tables",),
        problems=(Problem("schema drift", "app", "2 differences", "mend it"),),
        warnings=("another major",),
        timings=(Timing("load", 1.23456),),
        app=app,
    )
    found = Verification("orders", "1.0", (postgres, EngineResult("mongodb", "8.0", missing="no library")), ("a note",))
    assert report.text(found, Style()) == (
        "orders 1.0: 1 problem\n"
        "\n"
        "postgres 17 on PostgreSQL 18.6\n"
        "  warning: another major\n"
        "  ok: 3 rows in 2 tables\n"
        "  wrong: schema drift: app: 2 differences\n"
        "    help: mend it\n"
        "  app app: 1 migration ran on the seed\n"
        "    --- migrated from scratch\n"
        "    +++ migrated from the seed\n"
        "    - table new\n"
        "    + table old\n"
        "  load 1.23 s\n"
        "\n"
        "mongodb 8.0: not verified: no library\n"
        "note: a note\n"
    )
    data = report.data(found)
    assert (data["verified"], data["written"]) == (False, False)
    assert data["engines"][0]["seconds"] == {"load": 1.235}
    assert list(data["engines"][0]["counts"]) == ["a", "b"]
    assert data["engines"][0]["app"]["drift"] == [
        {"sign": "-", "text": "table new"},
        {"sign": "+", "text": "table old"},
    ]
    assert data["engines"][1]["missing"] == "no library"
    assert "not all of it could be verified" in report.text(found._replace(engines=found.engines[1:]), Style())


SCHEMA = {
    "bsonType": "object",
    "required": ["order"],
    "properties": {"order": {"bsonType": ["string", "null"]}, "lines": {"items": {"type": "object"}, "not": {}}},
    "additionalProperties": False,
}
GOOD = {
    "indexes": [{"v": 2, "key": {"_id": 1}, "name": "_id_"}, {"key": {"a.b": -1, "c": "hashed"}, "name": "x"}],
    "options": {"validator": {"$jsonSchema": SCHEMA, "a": {"$gt": 1}}, "validationLevel": "strict"},
    "collectionName": "events",
}


def test_what_mongodump_writes_is_fine() -> None:
    assert problems_of(GOOD) == []
    assert problems_of({}) == []


@pytest.mark.parametrize(
    ("metadata", "problem"),
    [
        ({"indexes": {}}, "`indexes` is no list"),
        ({"indexes": [1]}, "index 1 is no document"),
        ({"indexes": [{"key": {"a": 1}}]}, "index 1 has no `name`"),
        ({"indexes": [{"key": {"a": 1}, "name": "x"}] * 2}, "there are two indexes `x`"),
        ({"indexes": [{"name": "x"}]}, "index `x`: `key` has to be a document with a direction for each field"),
        ({"indexes": [{"name": "x", "key": {"a": 0}}]}, "index `x`: `a` has the direction `0`"),
        ({"indexes": [{"name": "x", "key": {"a": ["text"]}}]}, "index `x`: `a` has the direction `['text']`"),
        ({"indexes": [{"name": "x", "key": {"a..b": 1}}]}, "index `x`: `a..b` is no path of fields"),
        ({"options": []}, "`options` is no document"),
        ({"options": {"validationLevel": {}}}, "`validationLevel` is `{}`: write one of moderate, off, strict"),
        ({"options": {"validationAction": "fail"}}, "`validationAction` is `fail`"),
        ({"options": {"validator": 1}}, "`validator` is no document"),
        ({"options": {"validator": {"$jsonSchema": 1}}}, "validator: $jsonSchema is no document"),
        ({"options": {"validator": {"$jsonSchema": {"$ref": "#"}}}}, "MongoDB knows no keyword `$ref`"),
        ({"options": {"validator": {"$jsonSchema": {"bsonType": "text"}}}}, "there is no bsonType `text`"),
        ({"options": {"validator": {"$jsonSchema": {"bsonType": [{}]}}}}, "there is no bsonType `{}`"),
        ({"options": {"validator": {"$jsonSchema": {"required": []}}}}, "`required` has to be a list of different"),
        ({"options": {"validator": {"$jsonSchema": {"properties": []}}}}, "`properties` is no document"),
        (
            {"options": {"validator": {"$jsonSchema": {"properties": {"a": {"items": {"type": "int"}}}}}}},
            "validator: $jsonSchema.a.items: there is no type `int`",
        ),
    ],
)
def test_what_the_server_would_refuse_is_found(metadata: dict[str, Any], problem: str) -> None:
    (found,) = problems_of(metadata)
    assert problem in found


def test_a_schema_without_an_end_is_no_trap() -> None:
    schema: dict[str, Any] = {}
    for _ in range(400):
        schema = {"not": schema}
    assert problems_of({"options": {"validator": {"$jsonSchema": schema}}}) == [
        "validator: the schema has more than 100 levels"
    ]
