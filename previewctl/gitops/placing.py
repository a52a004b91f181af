"""Where the files of a preview go on a tip, and which of those that stand there have to go."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from previewctl.render.bases import bases_digest, bases_tree
from previewctl.render.git_ids import git_blob
from previewctl.render.preview import BASES
from previewctl.render.record import RECORD, record_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from previewctl.gitops.record import Record
    from previewctl.gitops.repository import GitopsRepository
    from previewctl.gitops.tip import Key
    from previewctl.render.tree import FileTree

_TREE = re.compile(r"[0-9a-f]{12}")


def placed(tip: GitopsRepository, tree: FileTree, key: Key, record: Record | None) -> dict[str, bytes | None]:
    """The changes that put `tree`, one preview's files, on the tip; empty where it holds them already.

    The overlay that the record at the tip names stays beside the new one: Argo CD may be in the middle of a sync of it. All
    that is older goes, and whatever else stands in the directory. The bases are added where they are missing.
    """
    directory = record_path(*key)
    there = tip.files(directory)
    changes: dict[str, bytes | None] = {
        path: content
        for path, content in tree.items()
        if path not in there or not there[path].is_file or there[path].oid != git_blob(content)
    }
    changes.update(dict.fromkeys(_leftovers(there, tree, directory, record)))
    if changes:
        changes.update(missing_bases(tip))
    return changes


def missing_bases(tip: GitopsRepository) -> Mapping[str, bytes]:
    """The files of the bases that previews name, unless the tip has them: a directory of them never changes."""
    if bases_digest() in tip.entries(BASES):
        return {}
    return bases_tree().under(f"{BASES}/{bases_digest()}")


def _leftovers(there: Mapping[str, object], tree: FileTree, directory: str, record: Record | None) -> list[str]:
    """The files and directories that go: what is neither new nor of the tree before."""
    names = {path[len(directory) + 1 :].split("/")[0] for path in there}
    new = {path[len(directory) + 1 :].split("/")[0] for path in tree}
    trees = {name for name in new if name != RECORD and _TREE.fullmatch(name)}
    before = record.tree if record else ""
    kept = new | ({name for name in names if _TREE.fullmatch(name)} if before in trees else {before})
    gone = [f"{directory}/{name}" for name in sorted(names - kept)]
    inside = [path for path in there if path not in tree and path[len(directory) + 1 :].split("/")[0] in trees]
    return [*gone, *inside]
