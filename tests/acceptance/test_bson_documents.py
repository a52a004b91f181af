"""MongoDB documents as its official library reads them, and `seed verify` on datasets of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from previewctl.integrations import bson_documents
from previewctl.integrations.mongodb_verify import unique_keys
from tests.acceptance.test_seed_verify import made, problems, verified
from tests.cli.running import inside
from tests.realparts.programs import missing

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.acceptance

DOCUMENT = (
    '{"_id": {"$oid": "00000000000000000000000%s"}, "at": {"$date": {"$numberLong": "253402300800000"}}, "n": %s}\n'
)
METADATA = """\
{"indexes": [{"v": {"$numberInt": "2"}, "key": {"_id": {"$numberInt": "1"}}, "name": "_id_"},
  {"key": {"n": {"$numberInt": "1"}}, "name": "by_n", "unique": true}],
 "options": {"validator": {"$jsonSchema": {"bsonType": "object", "required": ["n"]}}}, "collectionName": "events"}
"""


@pytest.fixture(autouse=True)
def _library() -> None:
    if not bson_documents.is_installed():
        missing("there is no pymongo, which has the official BSON library")


def test_documents_are_counted_and_their_indexes_hold(tmp_path: Path) -> None:
    home = made(
        tmp_path,
        {
            "mongodb/events.ndjson": DOCUMENT % (1, 1) + "\n" + DOCUMENT % (2, 2),
            "mongodb/events.metadata.json": METADATA,
        },
        "mongodb",
    )
    done, found = verified(tmp_path, "--write")
    assert (done.code, problems(found)) == (0, [])
    assert found["engines"][0]["passed"] == ["documents: 2 in 1 collection", "options and indexes: 1 files, 2 indexes"]
    assert (home / "seed.lock").read_text().endswith("rows:\n  mongodb:\n    events: 2\n")


def test_a_key_that_is_there_twice_is_found(tmp_path: Path) -> None:
    # The same identifier in two notations, which the text alone does not show.
    documents = DOCUMENT % ("a", 1) + DOCUMENT % ("A", 2) + DOCUMENT % (3, 1)
    made(tmp_path, {"mongodb/events.ndjson": documents, "mongodb/events.metadata.json": METADATA}, "mongodb")
    done, found = verified(tmp_path)
    assert done.code == 1
    assert problems(found) == [
        (
            "index",
            "mongodb/events.ndjson:2",
            "`_id` is the same as in line 1, and the index `_id_` is unique",
        ),
        ("index", "mongodb/events.ndjson:3", "`n` is the same as in line 1, and the index `by_n` is unique"),
    ]


def test_what_the_library_does_not_take_is_found(tmp_path: Path) -> None:
    made(tmp_path, {"mongodb/events.ndjson": '{"n": {"$numberLong": "9999999999999999999"}}\n{"n": 1}\n'}, "mongodb")
    done, found = verified(tmp_path)
    assert done.code == 1
    ((check, subject, message),) = problems(found)
    assert (check, subject) == ("document", "mongodb/events.ndjson:1")
    assert message == "bson says: MongoDB can only handle up to 8-byte ints"


def test_a_broken_index_is_found(tmp_path: Path) -> None:
    broken = METADATA.replace('{"n": {"$numberInt": "1"}}', '{"n": "up"}')
    made(tmp_path, {"mongodb/events.ndjson": DOCUMENT % (1, 1), "mongodb/events.metadata.json": broken}, "mongodb")
    _, found = verified(tmp_path)
    ((check, subject, message),) = problems(found)
    assert (check, subject) == ("metadata", "mongodb/events.metadata.json")
    assert message.startswith("index `by_n`: `n` has the direction `up`: write 1, -1 or one of")


@pytest.mark.parametrize("text", ["[1]", "{", "1", '{"a": {"$oid": 1}}', '{"a":' * 3000 + "1" + "}" * 3000])
def test_no_line_is_more_than_the_library_can_take(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.ndjson").write_text(f"{text}\n")
    ((line, document, problem),) = bson_documents.documents(tmp_path / "a.ndjson")
    assert (line, document) == (1, None)
    assert problem


def test_indexes_that_only_a_server_can_judge_are_left_to_it() -> None:
    index = {"name": "x", "unique": True, "key": {"a": 1, "b": 1}}
    assert unique_keys({"indexes": [index]}) == {"_id_": ("_id",), "x": ("a", "b")}
    others: tuple[dict[str, Any], ...] = (
        {"sparse": True},
        {"unique": False},
        {"key": {"a.b": 1}},
        {"partialFilterExpression": {}},
    )
    for more in others:
        assert unique_keys({"indexes": [{**index, **more}]}) == {"_id_": ("_id",)}


def test_without_the_library_the_engine_is_not_verified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(tmp_path, {"mongodb/events.ndjson": DOCUMENT % (1, 1)}, "mongodb")
    monkeypatch.setattr(bson_documents, "find_spec", lambda name: None)
    done = inside(tmp_path, "seed", "verify")
    assert done.code == 2
    assert "mongodb 8.0: not verified: the official BSON library is not there: install the package pymongo" in done.out
    assert done.err == ""
