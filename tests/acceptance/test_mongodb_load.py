"""The script that loads MongoDB: with a real server where one is on the PATH, and its order of steps everywhere.

No package registry of this project has a MongoDB server. Where there is none, what the script would ask of its programs is
recorded by stand-ins, and the steps in load.js run in Node against collections in memory.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from previewctl.integrations import processes

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.acceptance

SCRIPTS = Path(__file__).parents[2] / "templates/seed/mongodb"
IDENTITY = "orders 1.0 " + "0123456789abcdef" * 4
EVENTS = '{"_id": 1, "kind": "placed"}\n\n{"_id": 2, "kind": "shipped"}\n'
METADATA: dict[str, Any] = {
    "options": {"validator": {"kind": {"$type": "string"}}},
    "indexes": [
        {"v": {"$numberInt": "2"}, "key": {"_id": {"$numberInt": "1"}}, "name": "_id_"},
        {"v": {"$numberInt": "2"}, "key": {"kind": {"$numberInt": "1"}}, "name": "kind_1", "unique": True},
    ],
}
STAND_IN = """#!/bin/sh
echo "$(basename "$0") ${SEED_STEP-} $*" >> "$RECORD"
if [ "${SEED_STEP-}" = find ]; then echo "${FOUND-absent}"; fi
if [ "$(basename "$0") ${SEED_STEP-}" = "${FAILING-}" ]; then exit 1; fi
"""
IN_MEMORY = """
const vm = require("vm"), fs = require("fs"), collections = {}, commands = [];
const context = {
  require, process, print: (text) => console.log(text),
  EJSON: { parse: JSON.parse, stringify: JSON.stringify },
  db: {
    runCommand: (command) => (commands.push(command), { ok: Object.keys(command)[0] === process.env.REFUSED ? 0 : 1 }),
    getCollection: (name) => ({ countDocuments: () => Number(process.env.COUNT) }),
    previewctl: {
      findOne: () => JSON.parse(process.env.MARKER ?? "null"),
      replaceOne: (filter, marker, options) => commands.push({ marker, options }),
    },
  },
};
vm.runInNewContext(fs.readFileSync(process.env.SEED_HOME + "/load.js", "utf8"), context);
console.error(JSON.stringify(commands));
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """What an image has at /seed."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data/events.ndjson").write_text(EVENTS)
    (tmp_path / "data/events.metadata.json").write_text(json.dumps(METADATA))
    (tmp_path / "order").write_text("metadata.json\tevents\tevents.metadata.json\nndjson\tevents\tevents.ndjson\n")
    (tmp_path / "identity").write_text(f"{IDENTITY}\n")
    for name in ("load", "load.js"):
        shutil.copyfile(SCRIPTS / name, tmp_path / name)
    return tmp_path


def load(home: Path, **variables: str) -> tuple[int, str, list[str]]:
    """The exit code, what the script printed, and which steps of which program it ran."""
    programs = home / "bin"
    programs.mkdir()
    for name in ("mongosh", "mongoimport"):
        (programs / name).write_text(STAND_IN)
        (programs / name).chmod(0o755)
    record = home / "record"
    record.touch()
    done = subprocess.run(
        ["sh", home / "load"],
        env={"PATH": f"{programs}:/usr/bin:/bin", "SEED_HOME": str(home), "SEED_HOST": "mongodb", "RECORD": str(record)}
        | variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    return done.returncode, done.stdout + done.stderr, record.read_text().splitlines()


def steps(record: list[str]) -> list[str]:
    return [" ".join(line.split(" ", 2)[:2]).strip() for line in record]


def test_the_marker_comes_after_everything_else(home: Path) -> None:
    code, said, record = load(home)

    assert code == 0
    assert steps(record) == ["mongosh find", "mongosh prepare", "mongoimport", "mongosh finish"]
    assert said.startswith(f"seed {IDENTITY}: loaded, ")
    assert "--uri=mongodb://mongodb/app?replicaSet=rs0 --collection=events " in record[2]
    assert f"--file={home}/data/events.ndjson " in record[2]
    assert "--stopOnError" in record[2]


def test_what_is_loaded_already_is_left_alone(home: Path) -> None:
    code, said, record = load(home, FOUND="loaded")

    assert (code, said) == (0, f"seed {IDENTITY}: already there\n")
    assert steps(record) == ["mongosh find"]


@pytest.mark.parametrize(
    ("failing", "last"),
    [
        ("mongosh find", "mongosh find"),
        ("mongosh prepare", "mongosh prepare"),
        ("mongoimport ", "mongoimport"),
        ("mongosh finish", "mongosh finish"),
    ],
)
def test_a_step_that_fails_ends_it(home: Path, failing: str, last: str) -> None:
    code, said, record = load(home, FAILING=failing)

    assert code != 0
    assert steps(record)[-1] == last
    assert "loaded," not in said


def test_an_answer_that_nobody_expects_ends_it(home: Path) -> None:
    code, said, record = load(home, FOUND="MongoServerError: not primary")

    assert code == 1
    assert said == f"seed {IDENTITY}: MongoDB answered: MongoServerError: not primary\n"
    assert steps(record) == ["mongosh find"]


def in_memory(home: Path, step: str, **variables: str) -> tuple[str, list[dict[str, object]]]:
    """What a step of load.js prints, and the commands it sends; AssertionError with its message where it throws."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("NOT TESTED: there is no node to run load.js")
    environment = {"SEED_HOME": str(home), "SEED_IDENTITY": IDENTITY, "SEED_STEP": step, "COUNT": "2"} | variables
    done = subprocess.run(
        [node, "-e", IN_MEMORY], env=environment, capture_output=True, text=True, check=False, timeout=30
    )
    assert done.returncode == 0, done.stderr
    commands: list[dict[str, object]] = json.loads(done.stderr)
    return done.stdout.strip(), commands


def test_only_the_marker_of_this_very_content_counts(home: Path) -> None:
    dataset, version, digest = IDENTITY.split(" ")
    same = {"_id": "seed", "dataset": dataset, "version": version, "contentHash": digest}

    assert in_memory(home, "find")[0] == "absent"
    assert in_memory(home, "find", MARKER=json.dumps(same))[0] == "loaded"
    assert in_memory(home, "find", MARKER=json.dumps(same | {"contentHash": "f" * 64}))[0] == "absent"
    assert in_memory(home, "find", MARKER=json.dumps(same | {"version": "1.1"}))[0] == "absent"


def test_collections_exist_with_their_options_before_their_documents(home: Path) -> None:
    _, commands = in_memory(home, "prepare")

    assert commands == [
        {"dropDatabase": 1, "writeConcern": {"w": "majority"}},
        {"create": "events", "validator": {"kind": {"$type": "string"}}},
    ]


def test_indexes_and_the_marker_come_last(home: Path) -> None:
    _, (indexes, marker) = in_memory(home, "finish")

    assert indexes["createIndexes"] == "events"
    assert indexes["indexes"] == METADATA["indexes"][1:]
    assert marker["marker"] == {"dataset": "orders", "version": "1.0", "contentHash": "0123456789abcdef" * 4}


@pytest.mark.parametrize(
    ("variables", "said"),
    [({"COUNT": "3"}, "events has 3 documents, and its file 2"), ({"REFUSED": "createIndexes"}, '{"ok":0}')],
)
def test_what_does_not_fit_throws_before_the_marker(home: Path, variables: dict[str, str], said: str) -> None:
    with pytest.raises(AssertionError) as caught:
        in_memory(home, "finish", **variables)

    assert said in str(caught.value)


@pytest.fixture
def real_server(home: Path) -> Iterator[dict[str, str]]:
    """A real replica set of one member, and the environment of the Job."""
    programs = {name: shutil.which(name) for name in ("mongod", "mongosh", "mongoimport")}
    if absent := [name for name, path in programs.items() if path is None]:
        pytest.skip(f"REAL PART MISSING, NOT TESTED: MongoDB's {', '.join(absent)} not on the PATH")
    with processes.scratch_directory("previewctl-mongo-") as scratch:
        (scratch / "db").mkdir()
        shutil.copytree(home, scratch / "seed")
        processes.hand_over(scratch)
        port = str(processes.free_port())
        host = f"127.0.0.1:{port}"
        command: list[str | Path] = [
            "mongod",
            "--replSet",
            "rs0",
            "--bind_ip",
            "127.0.0.1",
            "--port",
            port,
            "--dbpath",
            scratch / "db",
        ]
        server = processes.start(command, log=scratch / "log")
        shell = ["mongosh", "--quiet", "--norc", f"mongodb://{host}/?directConnection=true", "--eval"]
        members = f'{{_id: "rs0", members: [{{_id: 0, host: "{host}"}}]}}'
        wait = f"rs.initiate({members}); while (!db.hello().isWritablePrimary) sleep(100)"
        variables = {"HOME": str(scratch), "SEED_HOST": host, "SEED_HOME": str(scratch / "seed")}
        try:
            started = processes.run([*shell, wait], variables=variables)
            assert started.code == 0, started
            yield variables
        finally:
            processes.kill(server)


def test_a_real_server_holds_the_seed_once(real_server: dict[str, str]) -> None:
    def ask(text: str) -> str:
        uri = f"mongodb://{real_server['SEED_HOST']}/app?replicaSet=rs0"
        return processes.run(["mongosh", "--quiet", "--norc", uri, "--eval", text], variables=real_server).out.strip()

    script = Path(real_server["SEED_HOME"], "load")
    first, second = (processes.run(["sh", script], variables=real_server) for _ in range(2))

    assert first.code == 0, first
    assert second.out == f"seed {IDENTITY}: already there\n"
    assert ask("print(db.events.countDocuments({}))") == "2"
    assert ask("print(db.events.getIndexes().map((index) => index.name).join())") == "_id_,kind_1"
    assert ask('print(db.previewctl.findOne({_id: "seed"}).version)') == "1.0"
