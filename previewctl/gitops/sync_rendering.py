"""What `sync` writes for each preview: nothing where its inputs and files are as recorded, else its new directory."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from previewctl.diagnostics.catalogue import FORGED_RECORD
from previewctl.diagnostics.model import Severity
from previewctl.gitops.holding import SNAPSHOT
from previewctl.gitops.policy_findings import at_file
from previewctl.gitops.record import read_record
from previewctl.gitops.rerender import Rerendered, rerender
from previewctl.plan.catalogue import repository_of
from previewctl.plan.facts import PullRequest
from previewctl.plan.settled import is_settled
from previewctl.render.git_ids import git_blob
from previewctl.render.inputs import inputs_digest
from previewctl.render.record import RECORD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from previewctl.diagnostics.model import Diagnostic
    from previewctl.gitops.holding import HeldPreview, Key
    from previewctl.gitops.record import Record
    from previewctl.gitops.rerender import World
    from previewctl.render.tree import FileTree

_AT_ONCE = 200


class Refreshed(NamedTuple):
    """A preview that is written anew: the changes by path from the root, None for what goes, and its new record.

    `was` is the Git id of the directory that they are changes of.
    """

    key: Key
    was: str
    files: Mapping[str, bytes | None]
    record: Record


class Broken(NamedTuple):
    """A preview that cannot be written anew and stays as it is, with the findings that say why."""

    key: Key
    findings: tuple[Diagnostic, ...]


def is_current(held: HeldPreview, world: World) -> bool:
    """Whether a preview stands there as it would be rendered today: its record and the ids of its files say so."""
    record = held.record
    if record is None or not record.intact or not held.is_tidy:
        return False
    if record.judged_until is not None and world.today is not None and record.judged_until < world.today:
        return False
    platform = world.platform
    repository = repository_of(record.service, platform.spec)
    request = PullRequest(record.pull_request, record.branch, record.head_sha, repository)
    if inputs_digest(record.blob, platform.digest, request, record.seed, record.state) != record.inputs:
        return False
    return is_settled(record.as_published(), world.previews, platform.spec)


def refreshed(
    previews: Iterable[HeldPreview],
    world: World,
    read: Callable[[Mapping[str, str]], Mapping[str, bytes]],
    validate: Callable[[Rerendered], tuple[Diagnostic, ...]],
) -> Iterator[Refreshed | Broken]:
    """Renders previews again; those that come out as they stand there give nothing.

    `read` gives contents by their Git ids, with the caller's own keys. What `validate` finds wrong is not written.
    """
    waiting = iter(previews)
    while some := list(islice(waiting, _AT_ONCE)):
        snapshots = read({held.path: held.entries[SNAPSHOT].oid for held in some if _has_snapshot(held)})
        for held in some:
            result = _refreshed(held, snapshots.get(held.path), world, validate)
            if result is not None:
                yield result


def _has_snapshot(held: HeldPreview) -> bool:
    return SNAPSHOT in held.entries and held.entries[SNAPSHOT].is_file


def _refreshed(
    held: HeldPreview,
    snapshot: bytes | None,
    world: World,
    validate: Callable[[Rerendered], tuple[Diagnostic, ...]],
) -> Refreshed | Broken | None:
    record = held.record
    if record is None or snapshot is None:
        what = "record that previewctl can read" if record is None else "snapshot"
        return _broken(held, f"there is no {what} in this directory")
    if git_blob(snapshot) != record.blob:
        return _broken(held, "the preview.yaml beside this record is not the one that it was compiled from")
    found = rerender(snapshot, record, world)
    if isinstance(found, list):
        return Broken(held.key, tuple(item for item in found if item.severity is Severity.ERROR))
    problems = validate(found)
    if problems:
        return Broken(held.key, problems)
    again = read_record(found.tree[f"{held.path}/{RECORD}"])
    assert again is not None
    files = _changes(held, found.tree, again)
    if not files:
        return None
    return Refreshed(held.key, held.oid, files, again)


def _broken(held: HeldPreview, message: str) -> Broken:
    help_text = "publish the preview again, or remove its directory"
    return Broken(held.key, (at_file(FORGED_RECORD, f"{held.path}/{RECORD}", message, help=help_text),))


def _changes(held: HeldPreview, tree: FileTree, again: Record) -> dict[str, bytes | None]:
    """What makes a directory the rendered one. Of the overlays beside it the one that was recorded stays, and no other."""
    start = len(held.path) + 1
    overlay = held.entries.get(again.tree)
    is_there = overlay is not None and overlay.is_directory and overlay.oid == again.overlay
    changes: dict[str, bytes | None] = {}
    if overlay is not None and not is_there:
        changes[f"{held.path}/{again.tree}"] = None
    for path, content in tree.items():
        name, inside, _ = path[start:].partition("/")
        entry = held.entries.get(name)
        if not (is_there if inside else entry == ("100644", git_blob(content))):
            changes[path] = content
    changes.update(dict.fromkeys(f"{held.path}/{name}" for name in _leftovers(held, again.tree)))
    return changes


def _leftovers(held: HeldPreview, tree: str) -> Iterator[str]:
    """What is neither of the new rendering nor the overlay before it: the recorded one, or else the only other there is."""
    assert held.record is not None
    others = [name for name in held.overlays if name != tree]
    before = held.record.tree if held.record.tree != tree else others[0] if len(others) == 1 else ""
    kept = {RECORD, SNAPSHOT, tree, before}
    return (name for name in held.entries if name not in kept or (name == before and name not in held.overlays))
