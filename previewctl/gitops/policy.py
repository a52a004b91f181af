"""The gate of the branch of previews: nothing stands there but what previewctl renders from the snapshots beside it.

Each file's Git id is compared with that of the file that its preview renders to, so that only records and snapshots are
read, however many previews there are.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from previewctl.gitops.branch_tree import parts_of
from previewctl.gitops.index import previews_of
from previewctl.gitops.policy_bases import check_bases
from previewctl.gitops.policy_control import check_control
from previewctl.gitops.policy_findings import foreign, not_plain
from previewctl.gitops.policy_preview import Source, State, check_preview
from previewctl.gitops.rerender import World
from previewctl.render.record import record_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from previewctl.compilation import LoadedPlatform
    from previewctl.diagnostics.model import Diagnostic
    from previewctl.gitops.branch_tree import Key, Parts, Tree
    from previewctl.gitops.record import Record
    from previewctl.integrations.git_objects import Entry

_AT_ONCE = 200
_MOST_FOREIGN = 50


class Gate(NamedTuple):
    """What was found. `proven` previews are what their snapshots render to; `stale` could not be proven under this platform.

    `records` are those of the previews that were looked at; `others` were not, for they are as they were at the base.
    """

    diagnostics: tuple[Diagnostic, ...]
    proven: int
    stale: int
    others: int
    records: tuple[Record, ...]


def verify_branch(tree: Tree, platform: LoadedPlatform, base: Tree | None = None, *, strict: bool = False) -> Gate:
    """Verifies the branch of previews: all of it, or what differs from `base`.

    What changed since the base has to be proven, and with `strict` everything has: a stale preview is an error there.
    """
    parts = parts_of(tree.files)
    before = parts_of(base.files) if base else None
    found: list[Diagnostic] = []
    found += not_plain(_changed_files(tree.files, base.files if base else {}))
    found += _foreign(parts, before)
    found += check_bases(parts.bases, before.bases if before else {}, tree)
    found += check_control(parts.control, platform.spec) if parts.control else ()
    worlds = [World(platform, previews_of(_records(parts, tree)))]
    if base is not None and before is not None:
        worlds.append(World(platform, previews_of(_records(before, base))))
    states, records = [], []
    wanted = [key for key in parts.previews if before is None or before.previews.get(key) != parts.previews[key]]
    for start in range(0, len(wanted), _AT_ONCE):
        for source in _sources(wanted[start : start + _AT_ONCE], parts, tree):
            checked = check_preview(source, worlds, tree, strict=strict or base is not None)
            states.append(checked.state)
            found += checked.diagnostics
            if checked.record is not None:
                records.append(checked.record)
    others = len(parts.previews) - len(wanted)
    return Gate(tuple(found), states.count(State.PROVEN), states.count(State.STALE), others, tuple(records))


def _changed_files(files: Mapping[str, Entry], before: Mapping[str, Entry]) -> dict[str, Entry]:
    return {path: entry for path, entry in files.items() if before.get(path) != entry}


def _foreign(parts: Parts, before: Parts | None) -> Iterator[Diagnostic]:
    """What stands where previewctl writes nothing; what stood there before the change as well, for nothing allows it."""
    places = {record_path(*key): key for key in parts.previews}
    found = parts.foreign if before is None else sorted(set(parts.foreign) - set(before.foreign))
    for path in islice(found, _MOST_FOREIGN):
        yield foreign(path, places)


def _records(parts: Parts, tree: Tree) -> Iterator[bytes]:
    """The contents of all records."""
    paths = [f"{record_path(*key)}/preview.json" for key in parts.previews]
    for start in range(0, len(paths), _AT_ONCE * 10):
        yield from tree.contents(paths[start : start + _AT_ONCE * 10]).values()


def _sources(keys: Iterable[Key], parts: Parts, tree: Tree) -> Iterator[Source]:
    paths = {key: record_path(*key) for key in keys}
    contents = tree.contents(f"{path}/{name}" for path in paths.values() for name in ("preview.json", "preview.yaml"))
    for key, path in paths.items():
        yield Source(
            key,
            path,
            parts.previews[key],
            contents.get(f"{path}/preview.json"),
            contents.get(f"{path}/preview.yaml"),
        )
