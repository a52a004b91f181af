"""What is published on the branch of previews: the directories, and the records in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from previewctl.gitops.record import Record, read_record
from previewctl.plan.index import PreviewIndex
from previewctl.render.preview import BASES
from previewctl.render.record import RECORD, record_path
from previewctl.spec.targets import TargetKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from previewctl.gitops.repository import GitopsRepository
    from previewctl.spec.preview import PreviewSpec

PREVIEWS = "previews"
_DIRECTORY = re.compile(r"pr-(0|[1-9][0-9]{0,9})")
_CONSUMERS = "consumers"
_RECORDS_AT_ONCE = 200

Key = tuple[str, int]
"""A service and a pull request."""


def published(repository: GitopsRepository) -> set[Key]:
    """The services and pull requests that have a directory at the tip, with a readable record or without."""
    services = [
        name
        for name, entry in repository.entries(PREVIEWS).items()
        if entry.is_directory and not name.startswith(("_", "."))
    ]
    listed = repository.directories(f"{PREVIEWS}/{service}" for service in services)
    return {
        (service, int(found[1]))
        for service in services
        for name, entry in listed[f"{PREVIEWS}/{service}"].items()
        if entry.is_directory and (found := _DIRECTORY.fullmatch(name))
    }


def records(repository: GitopsRepository, keys: Iterable[Key]) -> dict[Key, Record]:
    """The readable records of these previews, where they stand in the place that they name; fetched together."""
    paths = {f"{record_path(*key)}/{RECORD}": key for key in keys}
    found: dict[Key, Record] = {}
    for path, content in repository.read(paths).items():
        record = read_record(content)
        if record and (record.service, record.pull_request) == paths[path]:
            found[paths[path]] = record
    return found


def needed_records(spec: PreviewSpec, keys: Iterable[Key], request: Key) -> set[Key]:
    """Those published previews that the plan of one can depend on: thousands of others are not read for it.

    A pull request's number names one, the branches may be those of any; who calls a preview only all of them can say.
    """
    if asks_for_consumers(spec):
        return set(keys) - {request}
    wanted: set[str | Key] = set()
    for service, override in spec.overrides.items():
        if override.target.kind is TargetKind.PULL_REQUEST:
            wanted.add((service, override.target.pull_request))
        elif override.target.kind not in {TargetKind.STAGING, TargetKind.URL}:
            wanted.add(service)
    return {key for key in keys if key != request and (key in wanted or key[0] in wanted)}


def asks_for_consumers(spec: PreviewSpec) -> bool:
    """Whether a variable says who calls the service."""
    values = [variable.value for variable in spec.env.values() if variable.value is not None]
    return any(placeholder.path[0] == _CONSUMERS for value in values for placeholder in value.placeholders)


def index_at(repository: GitopsRepository, keys: Iterable[Key]) -> PreviewIndex:
    """The index of these previews."""
    return PreviewIndex.of(record.as_published() for record in records(repository, keys).values())


def unreferenced_bases(repository: GitopsRepository, going: Iterable[Key]) -> list[str]:
    """The directories of bases that only these previews name, by their paths; none while a record cannot be read."""
    gone = set(going)
    kept = sorted(published(repository) - gone)
    unused = {record.bases for record in records(repository, gone).values()} & repository.entries(BASES).keys()
    for start in range(0, len(kept), _RECORDS_AT_ONCE):
        if not unused:
            break
        some = kept[start : start + _RECORDS_AT_ONCE]
        found = records(repository, some)
        unused = unused - {record.bases for record in found.values()} if len(found) == len(some) else set()
    return [f"{BASES}/{name}" for name in sorted(unused)]
