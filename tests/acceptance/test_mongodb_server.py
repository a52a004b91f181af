"""Loading MongoDB through its driver: with a real server where one is on the PATH, and the order of steps everywhere.

No package registry of this project has a MongoDB server. Where there is none, a stand-in records what it would be asked.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

from previewctl.integrations import bson_documents, mongodb_server, processes
from previewctl.integrations.processes import ProcessError
from tests.acceptance.test_bson_documents import DOCUMENT, METADATA
from tests.acceptance.test_seed_verify import made, problems, verified
from tests.realparts.programs import missing
from tests.unit.seeds.datasets import dataset

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.acceptance

FILES: dict[str, str | bytes] = {
    "mongodb/events.ndjson": "".join(DOCUMENT % (f"{number % 10}", number) for number in range(5)),
    "mongodb/events.metadata.json": METADATA,
}
needs_server = pytest.mark.skipif(shutil.which("mongod") is None, reason="NOT TESTED: there is no mongod on the PATH")


@pytest.fixture(autouse=True)
def _library() -> None:
    if not bson_documents.is_installed():
        missing("there is no pymongo, which has the official BSON library")


class Recorder:
    """Stands for a client, its database and its collections: all that is asked of them is written down."""

    def __init__(self, asked: list[str], name: str = "", refused: str = "") -> None:
        self.asked, self.name, self.refused = asked, name, refused

    def __getitem__(self, name: str) -> Recorder:
        return Recorder(self.asked, name, self.refused)

    def command(self, command: dict[str, Any]) -> None:
        self.note(f"{next(iter(command))} {next(iter(command.values()))} {sorted(command)[1:]}")

    def insert_many(self, documents: list[dict[str, Any]]) -> None:
        self.note(f"insert {self.name} {len(documents)}")

    def count_documents(self, wanted: dict[str, Any]) -> int:
        self.note(f"count {self.name}")
        return 7

    def note(self, what: str) -> None:
        from pymongo.errors import OperationFailure

        if self.refused and what.startswith(self.refused):
            raise OperationFailure("no")
        self.asked.append(what)


def test_options_come_before_documents_and_indexes_after_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mongodb_server, "_BATCH", 2)
    asked: list[str] = []
    assert mongodb_server.load(Recorder(asked), dataset(tmp_path, FILES)) == {"events": 7}
    assert asked == [
        "create events ['validator']",
        "insert events 2",
        "insert events 2",
        "insert events 1",
        "createIndexes events ['indexes']",
        "count events",
    ]


@pytest.mark.parametrize("refused", ["create ", "insert", "createIndexes", "count"])
def test_what_the_server_refuses_is_no_traceback(tmp_path: Path, refused: str) -> None:
    with pytest.raises(ProcessError, match="MongoDB refuses the data: no"):
        mongodb_server.load(Recorder([], refused=refused), dataset(tmp_path, FILES))


def test_a_server_that_does_not_start_is_a_problem() -> None:
    with processes.scratch_directory("previewctl-test-") as scratch:
        program = scratch / "mongod"
        program.write_text("#!/bin/sh\necho no room for data\nexit 1\n")
        program.chmod(0o755)
        said = "MongoDB did not start: no room for data"
        with pytest.raises(ProcessError, match=said), mongodb_server.throw_away(program):
            pass


@needs_server
def test_a_real_server_counts_the_documents_and_holds_the_indexes(tmp_path: Path) -> None:
    made(tmp_path, {name: str(text) for name, text in FILES.items()}, "mongodb")
    done, found = verified(tmp_path)
    assert (done.code, problems(found)) == (0, [])
    assert found["engines"][0]["server"].startswith("MongoDB ")
    assert found["engines"][0]["counts"] == {"events": 5}


@needs_server
def test_a_real_server_holds_documents_against_the_validator(tmp_path: Path) -> None:
    made(tmp_path, {"mongodb/events.ndjson": '{"m": 1}\n', "mongodb/events.metadata.json": METADATA}, "mongodb")
    done, found = verified(tmp_path)
    assert (done.code, [check for check, _, _ in problems(found)]) == (1, ["load"])
