"""Runs a throw-away MongoDB where `mongod` is on the PATH, and loads documents into it as the image's script does."""

from __future__ import annotations

import shutil
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from previewctl.integrations import bson_documents, processes
from previewctl.integrations.processes import ProcessError
from previewctl.seeds.files import METADATA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.seeds.dataset import Dataset

_START_SECONDS = 60
_BATCH = 1_000
_DATABASE = "app"


def find() -> Path | None:
    """The server on the PATH, where the user that runs it can reach it."""
    found = shutil.which("mongod")
    return Path(found) if found and processes.reachable(Path(found).resolve()) else None


@contextmanager
def throw_away(program: Path) -> Iterator[Any]:
    """A client of a new, empty server on the loopback interface; the server and its data are gone afterwards."""
    from pymongo import MongoClient

    with processes.scratch_directory("previewctl-mongodb-") as scratch:
        port, log = processes.free_port(), scratch / "log"
        options = ("--bind_ip", "127.0.0.1", "--port", str(port), "--nounixsocket")
        process = processes.start([program, "--dbpath", scratch, *options], log=log)
        client: Any = MongoClient("127.0.0.1", port, serverSelectionTimeoutMS=500)
        try:
            _wait(client, process, log)
            yield client
        finally:
            client.close()
            processes.kill(process)


def _wait(client: Any, process: Any, log: Path) -> None:
    from pymongo.errors import PyMongoError

    end = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < end:
        try:
            client.admin.command("ping")
        except PyMongoError:
            continue  # it has waited for half a second already
        return
    raise ProcessError(f"MongoDB did not start: {log.read_text(encoding='utf-8', errors='replace')[-500:]}")


def load(client: Any, dataset: Dataset) -> dict[str, int]:
    """Collections with their options, then documents, then indexes; gives how many documents the server counts in each.

    ProcessError where the server refuses something.
    """
    from pymongo.errors import PyMongoError

    database = client[_DATABASE]
    files = dataset.files_of("mongodb")
    described = {
        file.name: bson_documents.metadata(dataset.directory / file.path).document or {}
        for file in files
        if file.ending == METADATA
    }
    try:
        for name, metadata in described.items():
            database.command({"create": name, **metadata.get("options", {})})
        for file in files:
            if file.ending != METADATA:
                for batch in _batches(dataset.directory / file.path):
                    database[file.name].insert_many(batch)
        for name, metadata in described.items():
            indexes = [index for index in metadata.get("indexes", []) if index.get("name") != "_id_"]
            if indexes:
                database.command({"createIndexes": name, "indexes": indexes})
        names = sorted(described.keys() | {file.name for file in files})
        return {name: database[name].count_documents({}) for name in names}
    except PyMongoError as error:
        raise ProcessError(f"MongoDB refuses the data: {error}") from error


def _batches(path: Path) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for item in bson_documents.documents(path):
        if item.document is not None:
            batch.append(item.document)
        if len(batch) >= _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def version_of(client: Any) -> str:
    """Such as 8.0.16."""
    return str(client.server_info()["version"])
