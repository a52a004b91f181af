"""Writes a tree to a directory: each unit in one step, or not at all."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from previewctl.write.changes import Comparison
from previewctl.write.compare import LayoutComparison, compare_layout
from previewctl.write.layout import Layout, lay_out
from previewctl.write.leftovers import clean_up
from previewctl.write.lock import locked
from previewctl.write.paths import Directories, refusal, root_exists
from previewctl.write.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from previewctl.render.tree import FileTree


def apply(tree: FileTree, root: Path, *, units: Sequence[str]) -> Comparison:
    """Makes the directory `root` hold `tree`, and answers what that changed and which foreign files it kept.

    Everything is first written beside its target; then bases, previews and single files, in this order, are put in
    place, each with one rename. So a kill at any moment leaves each unit as it was or as it shall be, and the next run
    removes what else is left. A unit without a difference is not touched; a file in a unit that previewctl did not
    write is carried over. One run at a time works on a root. Nothing is synchronised with the disk: that is git's part.
    Raises UsageError like `compare`, and when the system refuses to write (nothing is half written then), ValueError
    for a wrong layout.
    """
    layout = lay_out(tree, units)
    top = os.fspath(root)
    if not root_exists(top) and not tree:
        return Comparison()
    with Stage() as made:
        made.make_directories(top)
        with locked(top, exclusive=True) as alone, Stage() as stage:
            if alone:
                _clean_up(layout, top)
            found = compare_layout(layout, top)
            _prepare(found, top, stage)
            stage.put_in_place()
    return found.summary()


def _clean_up(layout: Layout, root: str) -> None:
    directories = Directories(root)
    places = [*(unit.path for unit in layout.units), *layout.files]
    for parent in sorted({path.rpartition("/")[0] for path in places}):
        if directories.exists(parent):
            full = f"{root}/{parent}".rstrip("/")
            try:
                clean_up(full)
            except OSError as error:
                raise refusal("clean up", full, error) from error


def _prepare(found: LayoutComparison, root: str, stage: Stage) -> None:
    for each in found.units:
        if not each.changes:
            continue
        target = f"{root}/{each.unit.path}"
        if each.unit.files or each.foreign:
            stage.make_directories(os.path.dirname(target))
            stage.add_directory(target, each.unit.files, each.foreign)
        else:
            stage.add_removal(target)
    for change in found.files:
        if change.after is not None:
            target = f"{root}/{change.path}"
            stage.make_directories(os.path.dirname(target))
            stage.add_file(target, change.after)
