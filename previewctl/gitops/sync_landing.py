"""Pushes a batch of changed previews; what others have changed meanwhile is left to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.gitops.holding import PREVIEWS
from previewctl.gitops.landing import land
from previewctl.gitops.placing import missing_bases
from previewctl.gitops.repository import Change
from previewctl.integrations.git_clone import Push
from previewctl.render.git_ids import git_blob
from previewctl.render.record import RECORD, record_path

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from previewctl.gitops.departures import Departure
    from previewctl.gitops.holding import HeldPreview, Key
    from previewctl.gitops.repository import GitopsRepository
    from previewctl.gitops.sync_rendering import Refreshed

SYNC_TRAILER = "Previewctl-Sync"


class Part(NamedTuple):
    """The change of one preview: the Git id of the directory that it is a change of, and the files."""

    key: Key
    was: str
    files: Mapping[str, bytes | None]


class Batch(NamedTuple):
    """What one commit is to hold. `renders`: it has new renderings, so that bases may be missing."""

    parts: tuple[Part, ...]
    subject: str
    lines: Mapping[Key, str]
    renders: bool
    platform: str = ""

    @property
    def keys(self) -> tuple[Key, ...]:
        """Its previews."""
        return tuple(part.key for part in self.parts)


class LandedBatch(NamedTuple):
    """The commit, None where nothing was left to do, and the previews that others have changed meanwhile."""

    commit: str | None
    overtaken: tuple[Key, ...]


def rendering_batch(some: Sequence[Refreshed], platform: str) -> Batch:
    """The batch of previews that were rendered again; `platform` is the digest of platform.yaml."""
    parts = tuple(Part(item.key, item.was, item.files) for item in some)
    lines = {item.key: f"{item.key[0]}/pr-{item.key[1]}" for item in some}
    return Batch(parts, "sync: render {} again", lines, renders=True, platform=platform)


def removal_batch(some: Sequence[Departure], there: Mapping[Key, HeldPreview]) -> Batch:
    """The batch of previews that go."""
    present = [item for item in some if item.key in there]
    parts = tuple(Part(item.key, there[item.key].oid, {record_path(*item.key): None}) for item in present)
    lines = {item.key: f"{item.key[0]}/pr-{item.key[1]}: {item.reason}" for item in present}
    return Batch(parts, "sync: remove {}", lines, renders=False)


def land_batch(repository: GitopsRepository, batch: Batch, say: Callable[[str], None]) -> LandedBatch:
    """Commits on the tip that is known and pushes; where the branch has moved on, the parts that still fit are tried again.

    RemoteError when the server refuses, or patience ends.
    """
    overtaken: list[Key] = []

    def change(tip: GitopsRepository) -> Change | None:
        fitting = []
        overtaken.clear()
        for part, state in _compared(tip, batch.parts):
            if state == "as before":
                fitting.append(part)
            elif state == "changed":
                overtaken.append(part.key)
        return _change(tip, batch, fitting) if fitting else None

    wanted = change(repository)
    commit = repository.commit(wanted) if wanted else None
    if commit is not None and repository.push(commit) is not Push.LANDED:
        commit = land(repository, change, say=say).commit
    return LandedBatch(commit, tuple(overtaken))


def _compared(tip: GitopsRepository, parts: Sequence[Part]) -> list[tuple[Part, str]]:
    """Each part, and what its directory is at the tip: `as before`, `changed`, or `done`, by a push that seemed to fail."""
    listed = tip.directories(dict.fromkeys(f"{PREVIEWS}/{part.key[0]}" for part in parts))
    found = []
    for part in parts:
        entry = listed[f"{PREVIEWS}/{part.key[0]}"].get(f"pr-{part.key[1]}")
        if entry is not None and entry.oid == part.was:
            found.append((part, "as before"))
        else:
            found.append((part, "done" if _is_done(tip, part, gone=entry is None) else "changed"))
    return found


def _is_done(tip: GitopsRepository, part: Part, *, gone: bool) -> bool:
    path = record_path(*part.key)
    record = part.files.get(f"{path}/{RECORD}")
    if gone or record is None:
        return gone and path in part.files
    entry = tip.entries(path).get(RECORD)
    return entry is not None and entry.oid == git_blob(record)


def _change(tip: GitopsRepository, batch: Batch, parts: Sequence[Part]) -> Change:
    files: dict[str, bytes | None] = {}
    for part in parts:
        files.update(part.files)
    if batch.renders:
        files.update(missing_bases(tip))
    count = f"{len(parts)} preview{'' if len(parts) == 1 else 's'}"
    body = "\n".join(batch.lines[part.key] for part in parts)
    trailer = f"platform {batch.platform}" if batch.platform else "removal"
    return Change(files, f"{batch.subject.format(count)}\n\n{body}", ((SYNC_TRAILER, trailer),))
