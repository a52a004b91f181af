"""The overlay before the last, which a publication leaves until the next one: Argo CD may still be syncing it.

Nothing names it: preview.json names the overlay that counts, and that is rendered again. So it is enough that it is one
directory whose name is the digest of its files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import FOREIGN_FILE, FORGED_FILE
from previewctl.gitops.policy_findings import at_file
from previewctl.render.tree import FileTree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from previewctl.diagnostics.model import Diagnostic
    from previewctl.gitops.branch_tree import Tree


def check_older(directory: str, older: Mapping[str, Sequence[str]], tree: Tree) -> Iterator[Diagnostic]:
    """Reports all but one of the former overlays of a preview, and one that is not what its name says."""
    if len(older) > 1:
        message = f"there are {len(older)} overlays here that the record does not name, and a publication leaves one"
        yield at_file(FOREIGN_FILE, f"{directory}/{min(older)}", message, help="remove them")
        return
    for name, paths in older.items():
        if not is_named_by_digest(name, f"{directory}/{name}", paths, tree):
            message = "this former overlay is not what its name says: its files were edited"
            yield at_file(FORGED_FILE, f"{directory}/{name}", message, help="remove it")


def is_named_by_digest(name: str, directory: str, paths: Sequence[str], tree: Tree) -> bool:
    """Whether a directory's name is the beginning of the digest of its files."""
    contents = tree.contents(paths)
    if len(contents) != len(paths):
        return False
    try:
        return (
            FileTree({path[len(directory) + 1 :]: content for path, content in contents.items()}).digest()[:12] == name
        )
    except ValueError:  # a path that no rendered file has, or bytes in it that are no text
        return False
