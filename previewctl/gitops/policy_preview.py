"""Verifies the directory of one preview: record, snapshot, overlay, and the overlay before it."""

from __future__ import annotations

import re
from enum import Enum
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from previewctl.diagnostics.catalogue import FORGED_FILE, FORGED_RECORD, STALE_PREVIEW, UNRENDERABLE_PREVIEW
from previewctl.diagnostics.excerpt import quoted
from previewctl.diagnostics.model import Severity
from previewctl.gitops.policy_findings import at_file, foreign
from previewctl.gitops.policy_older import check_older
from previewctl.gitops.record import read_record
from previewctl.gitops.rerender import Rerendered, rerender
from previewctl.gitops.staleness import staleness
from previewctl.render.git_ids import git_blob
from previewctl.render.record import RECORD, written_record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from previewctl.diagnostics.model import Diagnostic
    from previewctl.gitops.branch_tree import Key, Tree
    from previewctl.gitops.record import Record
    from previewctl.gitops.rerender import World
    from previewctl.integrations.git_objects import Entry

_TREE = re.compile(r"([0-9a-f]{12})/")
_MOST = 20
_MADE_WITH = frozenset({"platform", "bases", "previewctl", "inputs", "digest"})


class State(Enum):
    """What is known of a preview. `STALE`: it is of another platform, and renders to something else under this one."""

    PROVEN = "proven"
    STALE = "stale"
    FORGED = "forged"


class Source(NamedTuple):
    """A preview's directory: its files, by the path in it, and the contents of its two sources, where they can be read."""

    key: Key
    path: str
    files: Mapping[str, Entry]
    record: bytes | None
    snapshot: bytes | None


class Checked(NamedTuple):
    """What is known of a preview, and what is wrong with it; `record` where it can be trusted to be the one that was written."""

    state: State
    diagnostics: tuple[Diagnostic, ...]
    record: Record | None = None


def check_preview(source: Source, worlds: Sequence[World], tree: Tree, *, strict: bool) -> Checked:
    """Renders a preview again, and compares. What it looks up is taken from the first of the `worlds` that proves it.

    `strict`: it has to be proven, so that being stale is no excuse.
    """
    record = read_record(source.record) if source.record is not None else None
    if record is None:
        return _forged(source, "there is no record here that previewctl can read")
    problem = _misplaced(record, source)
    if problem:
        return _forged(source, problem)
    assert source.snapshot is not None
    older = tuple(check_older(source.path, _older(source, record), tree))
    reason = staleness(record, worlds[0])
    for world in worlds:
        found = rerender(source.snapshot, record, world)
        if isinstance(found, Rerendered) and not any(_differences(source, found, record, stale=bool(reason))):
            state = State.FORGED if older else State.PROVEN
            stale = (_stale(source, reason, proven=True, strict=False),) if reason else ()
            return Checked(state, (*older, *stale), record)
    if reason:
        stale = (_stale(source, reason, proven=False, strict=strict),)
        return Checked(State.FORGED if older else State.STALE, (*older, *stale), record)
    found = rerender(source.snapshot, record, worlds[0])
    if isinstance(found, Rerendered):
        return Checked(State.FORGED, (*older, *islice(_differences(source, found, record, stale=False), _MOST)), record)
    return Checked(State.FORGED, (*older, *_unrenderable(source, found)), record)


def _forged(source: Source, message: str) -> Checked:
    help_text = "publish the preview again, or remove its directory"
    return Checked(State.FORGED, (at_file(FORGED_RECORD, f"{source.path}/preview.json", message, help=help_text),))


def _misplaced(record: Record, source: Source) -> str:
    """What shows without rendering that the record is not this directory's; empty where all fits."""
    if (record.service, record.pull_request) != source.key:
        return f"this record is that of {quoted(f'{record.service}/pr-{record.pull_request}')}"
    if not record.intact:
        return "this record was edited: its digest is another one"
    if source.snapshot is None:
        return "there is no snapshot beside this record"
    if git_blob(source.snapshot) != record.blob:
        return "the preview.yaml beside this record is not the one that it was compiled from"
    return ""


def _older(source: Source, record: Record) -> dict[str, list[str]]:
    """The directories of overlays that the record does not name, with the paths of their files."""
    found: dict[str, list[str]] = {}
    for path in source.files:
        tree = _TREE.match(path)
        if tree and tree[1] != record.tree:
            found.setdefault(tree[1], []).append(f"{source.path}/{path}")
    return found


def _differences(source: Source, found: Rerendered, record: Record, *, stale: bool) -> Iterator[Diagnostic]:
    """What is not as it would be rendered. A stale record may differ in what it was made with, and in nothing else."""
    start = len(source.path) + 1
    expected = {path[start:]: git_blob(content) for path, content in found.tree.items()}
    older = _older(source, record)
    for path, oid in expected.items():
        entry = source.files.get(path)
        if entry is None:
            yield _difference(source, path, "is missing")
        elif entry.oid != oid and not (stale and path == RECORD and _says_the_same(source, record, found)):
            yield _difference(source, path, "is not what the snapshot renders to")
    for path in source.files:
        tree = _TREE.match(path)
        if path not in expected and not (tree and tree[1] in older):
            yield foreign(f"{source.path}/{path}", {f"{source.path}/{known}": None for known in expected})


def _says_the_same(source: Source, record: Record, found: Rerendered) -> bool:
    """Whether a record is, byte by byte, the one that would be written, but for what it was made with.

    Argo CD's generator takes every key of the file as a parameter, so one more of them would count.
    """
    again = read_record(found.tree[f"{source.path}/{RECORD}"])
    assert again is not None
    made_with = {key: record.raw[key] for key in _MADE_WITH}
    return written_record({**again.raw, **made_with}) == source.record


def _difference(source: Source, path: str, what: str) -> Diagnostic:
    help_text = "run `previewctl sync`, or publish the preview again"
    return at_file(FORGED_FILE, f"{source.path}/{path}", f"this file {what}", help=help_text)


def _stale(source: Source, reason: str, *, proven: bool, strict: bool) -> Diagnostic:
    message = f"this preview {reason}, so that it cannot be proven"
    if proven:
        message = f"this preview {reason}; its files are right all the same"
    return at_file(
        STALE_PREVIEW,
        f"{source.path}/preview.json",
        message,
        help="run `previewctl sync`",
        severity=Severity.ERROR if strict else Severity.NOTE if proven else None,
    )


def _unrenderable(source: Source, problems: list[Diagnostic]) -> Iterator[Diagnostic]:
    errors = [item for item in problems if item.severity is Severity.ERROR]
    if any(item.code == FORGED_RECORD.code for item in errors):
        yield from errors
        return
    first = errors[0]
    yield at_file(
        UNRENDERABLE_PREVIEW,
        f"{source.path}/preview.yaml",
        f"this snapshot cannot be rendered: {first.message} ({first.code})",
        help="correct it on the pull request's branch, and publish it again",
    )
