"""What is published on the branch of previews: the directories, and the records in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from previewctl.gitops.record import Record, read_record
from previewctl.plan.asking import asked_of
from previewctl.plan.consumers import asks_for_consumers
from previewctl.plan.index import PreviewIndex
from previewctl.plan.resolution import looks_up
from previewctl.render.preview import BASES
from previewctl.render.record import RECORD, record_path
from previewctl.spec.targets import TargetKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from previewctl.gitops.repository import GitopsRepository
    from previewctl.spec.platform import PlatformSpec
    from previewctl.spec.preview import PreviewSpec

PREVIEWS = "previews"
_DIRECTORY = re.compile(r"pr-(0|[1-9][0-9]{0,9})")
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


def needed_records(
    spec: PreviewSpec, platform: PlatformSpec, today: date | None, keys: Iterable[Key], request: Key
) -> set[Key]:
    """Those published previews that the plan of one can depend on: thousands of others are not read for it.

    A pull request's number names one, the branches may be those of any; who calls a preview only all of them can say.
    """
    others = {key for key in keys if key != request}
    if asks_for_consumers(spec):
        return others
    wanted: set[str | Key] = set()
    for name in spec.dependencies:
        asked = asked_of(name, spec, platform, today)
        if looks_up(asked):
            number = asked.parsed.pull_request
            wanted.add((name, number) if asked.parsed.kind is TargetKind.PULL_REQUEST else name)
    return {key for key in others if key in wanted or key[0] in wanted}


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
