"""Verifies the vendored bases: those of this previewctl are compared file by file, former ones with their name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import FORGED_BASES
from previewctl.gitops.policy_findings import at_file, foreign
from previewctl.gitops.policy_older import is_named_by_digest
from previewctl.render.bases import bases_digest, bases_tree
from previewctl.render.git_ids import git_blob
from previewctl.render.preview import BASES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from previewctl.diagnostics.model import Diagnostic
    from previewctl.gitops.branch_tree import Tree
    from previewctl.integrations.git_objects import Entry

_MOST_SETS = 50


def check_bases(
    bases: Mapping[str, Mapping[str, Entry]], before: Mapping[str, Mapping[str, Entry]], tree: Tree
) -> Iterator[Diagnostic]:
    """Reports bases that are not what their name says; those that are as they were `before` are not looked at."""
    changed = [name for name in sorted(bases) if before.get(name) != bases[name]]
    for name in changed[:_MOST_SETS]:
        directory = f"{BASES}/{name}"
        if name == bases_digest():
            yield from _ours(directory, bases[name])
        elif not is_named_by_digest(name, directory, [f"{directory}/{path}" for path in bases[name]], tree):
            message = "these bases are not what their name says: their files were edited"
            yield at_file(FORGED_BASES, directory, message, help="remove them; `previewctl sync` brings its own")
    if len(changed) > _MOST_SETS:
        message = f"there are {len(changed)} sets of bases, more than any repository uses"
        yield at_file(FORGED_BASES, BASES, message, help="remove those that no preview names")


def _ours(directory: str, files: Mapping[str, Entry]) -> Iterator[Diagnostic]:
    ours = bases_tree()
    for path, content in ours.items():
        entry = files.get(path)
        if entry is None or entry.oid != git_blob(content):
            what = "is missing" if entry is None else "is not the one that previewctl brings"
            yield at_file(FORGED_BASES, f"{directory}/{path}", f"this base {what}", help="run `previewctl sync`")
    for path in files:
        if path not in ours:
            yield foreign(f"{directory}/{path}", {f"{directory}/{known}": None for known in ours})
