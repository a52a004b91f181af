"""What the branch of previews holds, read as little as possible: listings of directories, and the records."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from previewctl.gitops.record import Record, read_record
from previewctl.plan.index import PreviewIndex
from previewctl.render.preview import BASES
from previewctl.render.record import RECORD, record_path

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from previewctl.gitops.repository import GitopsRepository
    from previewctl.integrations.git_objects import Entry

PREVIEWS = "previews"
SNAPSHOT = "preview.yaml"
_DIRECTORY = re.compile(r"pr-(0|[1-9][0-9]{0,9})")
_TREE = re.compile(r"[0-9a-f]{12}")

Key = tuple[str, int]
"""A service and a pull request."""


class HeldPreview(NamedTuple):
    """The directory of a preview: its Git id, what stands in it, and its record, None where there is no readable one."""

    key: Key
    oid: str
    entries: Mapping[str, Entry]
    record: Record | None

    @property
    def path(self) -> str:
        """Its path from the root."""
        return record_path(*self.key)

    @property
    def overlays(self) -> tuple[str, ...]:
        """The names of the directories that can be overlays."""
        return tuple(name for name, entry in self.entries.items() if entry.is_directory and _TREE.fullmatch(name))

    @property
    def is_tidy(self) -> bool:
        """Whether nothing stands in it but record, snapshot, the recorded overlay, and no more than one before it."""
        if self.record is None or not 1 <= len(self.overlays) <= 2:
            return False
        files = {name: entry.mode for name, entry in self.entries.items() if name not in self.overlays}
        overlay = self.entries.get(self.record.tree)
        return (
            files == {RECORD: "100644", SNAPSHOT: "100644"}
            and self.entries[SNAPSHOT].oid == self.record.blob
            and overlay is not None
            and overlay.oid == self.record.overlay
        )


class Holding(NamedTuple):
    """All previews by service and pull request, in that order, and the names of the bases; `tip` is the commit."""

    tip: str | None
    previews: Mapping[Key, HeldPreview]
    bases: tuple[str, ...]

    def index_without(self, going: Collection[Key]) -> PreviewIndex:
        """The index of the previews that have a record, without those that go."""
        staying = (held.record for key, held in self.previews.items() if key not in going)
        return PreviewIndex.of(record.as_published() for record in staying if record is not None)


def holding(repository: GitopsRepository) -> Holding:
    """Reads the tip that was fetched last: four listings, however many previews, and all records at once."""
    services = [
        name for name, entry in repository.entries(PREVIEWS).items() if entry.is_directory and name[0] not in "_."
    ]
    listed = repository.directories(f"{PREVIEWS}/{service}" for service in sorted(services))
    oids = {
        (service, int(found[1])): entry.oid
        for service in sorted(services)
        for name, entry in listed[f"{PREVIEWS}/{service}"].items()
        if entry.is_directory and (found := _DIRECTORY.fullmatch(name))
    }
    directories = repository.directories(record_path(*key) for key in oids)
    entries = {key: directories[record_path(*key)] for key in oids}
    records = _records(repository, entries)
    previews = {key: HeldPreview(key, oids[key], entries[key], records.get(key)) for key in sorted(oids)}
    return Holding(repository.tip, previews, tuple(sorted(repository.entries(BASES))))


def _records(repository: GitopsRepository, entries: Mapping[Key, Mapping[str, Entry]]) -> dict[Key, Record]:
    """Those that stand in the place that they name."""
    files = {key: there[RECORD].oid for key, there in entries.items() if RECORD in there and there[RECORD].is_file}
    by_oid = {oid: key for key, oid in files.items()}
    contents = repository.blobs({oid: oid for oid in by_oid})
    found = {}
    for key, oid in files.items():
        record = read_record(contents[oid])
        if record is not None and (record.service, record.pull_request) == key:
            found[key] = record
    return found
