"""Verifies MongoDB's part of a dataset: every document and option as the official library reads it, and on a server."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, NamedTuple

from previewctl.integrations import bson_documents, mongodb_server
from previewctl.integrations.processes import ProcessError
from previewctl.seeds.collection_metadata import problems_of
from previewctl.seeds.files import METADATA
from previewctl.seeds.verification import EngineResult, Problem, compared_counts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from previewctl.integrations.verify_job import Job
    from previewctl.seeds.files import DatasetFile

_MISSING = "the official BSON library is not there: install the package pymongo"
_MOST = 10
_ALONE = "the BSON library alone"


class _Collection(NamedTuple):
    documents: int
    problems: list[Problem]


def verify(job: Job) -> EngineResult:
    """What the library says of each document, index and validator."""
    spec = job.dataset.engine("mongodb")
    assert spec is not None
    result = EngineResult("mongodb", spec.version)
    if not bson_documents.is_installed():
        return result._replace(missing=_MISSING)
    files = job.dataset.files_of("mongodb")
    problems: list[Problem] = []
    known: dict[str, Mapping[str, Any]] = {}
    counts: dict[str, int] = {}
    with job.clock.step("parse"):
        for file in (file for file in files if file.ending == METADATA):
            counts.setdefault(file.name, 0)
            known[file.name], found = _metadata(job, file)
            problems += found
        for file in (file for file in files if file.ending != METADATA):
            collection = _documents(job, file, unique_keys(known.get(file.name, {})))
            counts[file.name] = collection.documents
            problems += collection.problems
    result = result._replace(server=_ALONE)
    if not problems and (program := mongodb_server.find()):
        result, counts, problems = _served(job, program, result)
    if job.wanted is not None and not any(problem.check == "load" for problem in problems):
        problems += compared_counts(job.wanted, counts, "documents")
    indexes = sum(len(item.get("indexes", [])) for item in known.values())
    passed = [f"documents: {sum(counts.values())} in {len(counts)} collection{'' if len(counts) == 1 else 's'}"]
    if known and not problems:
        passed.append(f"options and indexes: {len(known)} files, {indexes} indexes")
    return result._replace(counts=counts, passed=tuple(passed), problems=tuple(problems))


def _served(job: Job, program: Path, result: EngineResult) -> tuple[EngineResult, dict[str, int], list[Problem]]:
    """The same after a server has loaded it: what the server is, what it has counted, and what it refuses."""
    try:
        with ExitStack() as stack:
            with job.clock.step("start"):
                client = stack.enter_context(mongodb_server.throw_away(program))
            version = mongodb_server.version_of(client)
            warning = f"this is MongoDB {version}, and previews run {result.version}"
            fits = f"{version}.".startswith(f"{result.version}.")
            result = result._replace(server=f"MongoDB {version}", warnings=() if fits else (warning,))
            with job.clock.step("load"):
                return result, mongodb_server.load(client, job.dataset), []
    except ProcessError as error:
        return result, {}, [Problem("load", "mongodb", str(error))]


def _metadata(job: Job, file: DatasetFile) -> tuple[Mapping[str, Any], list[Problem]]:
    read = bson_documents.metadata(job.dataset.directory / file.path)
    if read.document is None:
        return {}, [Problem("metadata", file.path, read.problem, "write it as mongodump does")]
    found = problems_of(read.document)
    problems = [Problem("metadata", file.path, problem, "write it as mongodump does") for problem in found]
    return ({} if found else read.document), problems


def unique_keys(metadata: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """By index the fields whose values may be there once: of `_id`, and of the plain unique indexes.

    Left to the server are those that leave documents out, compare texts in another way, or look into documents.
    """
    found: dict[str, tuple[str, ...]] = {"_id_": ("_id",)}
    for index in metadata.get("indexes", []):
        plain = not {"partialFilterExpression", "collation", "sparse"} & index.keys()
        if index.get("unique") and plain and not any("." in field for field in index["key"]):
            found[index["name"]] = tuple(index["key"])
    return found


def _documents(job: Job, file: DatasetFile, unique: Mapping[str, tuple[str, ...]]) -> _Collection:
    number, problems = 0, []
    seen: dict[str, dict[bytes, int]] = {name: {} for name in unique}
    for item in bson_documents.documents(job.dataset.directory / file.path):
        if item.document is None:
            problems.append(Problem("document", f"{file.path}:{item.line}", item.problem, "write Extended JSON"))
            continue
        number += 1
        problems += [
            Problem("index", f"{file.path}:{item.line}", message, "give it another value, or leave the document out")
            for message in _twice(item, unique, seen)
        ]
    more = len(problems) - _MOST
    if more > 0:
        problems = [*problems[:_MOST], Problem("document", file.path, f"{more} more like these")]
    return _Collection(number, problems)


def _twice(
    item: bson_documents.Bson, unique: Mapping[str, tuple[str, ...]], seen: dict[str, dict[bytes, int]]
) -> Iterator[str]:
    assert item.document is not None
    for name, fields in unique.items():
        if fields == ("_id",) and "_id" not in item.document:
            continue  # the server gives it one
        if any(isinstance(item.document.get(field), list) for field in fields):
            continue  # each of the items is a key then
        first = seen[name].setdefault(bson_documents.key_of(item.document, fields), item.line)
        if first != item.line:
            yield f"`{', '.join(fields)}` is the same as in line {first}, and the index `{name}` is unique"
