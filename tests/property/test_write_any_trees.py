"""For any two trees: after `apply` the disk holds the new one, and a second `apply` does nothing."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from previewctl.render.tree import FileTree
from previewctl.write.apply import apply
from previewctl.write.changes import Foreign
from previewctl.write.compare import compare

if TYPE_CHECKING:
    from collections.abc import Mapping

UNITS = ["previews/a/pr-1", "previews/b/pr-22"]
NAMES = st.text("abc.-é ", min_size=1, max_size=3).filter(lambda name: name not in (".", ".."))
PATHS = st.lists(NAMES, min_size=1, max_size=3).map("/".join)


def consistent(files: dict[str, bytes]) -> bool:
    return {str(parent) for path in files for parent in PurePosixPath(path).parents}.isdisjoint(files)


CONTENTS = st.dictionaries(PATHS, st.binary(max_size=4), max_size=6).filter(consistent)


@st.composite
def trees(draw: st.DrawFn) -> FileTree:
    tree = FileTree({f"argocd/{path}": content for path, content in draw(CONTENTS).items()})
    for unit in UNITS:
        files = draw(CONTENTS)
        record = json.dumps({"preview": {"files": dict.fromkeys(files, "")}}).encode()
        tree = tree.merged(
            FileTree({**{f"{unit}/{path}": text for path, text in files.items()}, f"{unit}/preview.json": record})
        )
    return tree


def on_disk(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def without_single_files(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {path: content for path, content in files.items() if not path.startswith("argocd/")}


@settings(max_examples=60, deadline=None)
@given(old=trees(), new=trees())
def test_the_disk_holds_the_new_tree(old: FileTree, new: FileTree) -> None:
    old = FileTree(without_single_files(old))
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory)
        apply(old, root, units=UNITS)
        foretold = compare(new, root, units=UNITS)
        applied = apply(new, root, units=UNITS)
        assert applied == foretold
        assert applied.foreign == ()
        assert on_disk(root) == dict(new)
        assert apply(new, root, units=UNITS).changes == ()
        before = {change.path: change.before for change in applied.changes if change.before is not None}
        unchanged = {path: content for path, content in old.items() if new.get(path) == content}
        assert before | unchanged == dict(old)


@settings(max_examples=40, deadline=None)
@given(old=trees(), new=trees(), foreign=CONTENTS)
def test_foreign_files_survive(old: FileTree, new: FileTree, foreign: dict[str, bytes]) -> None:
    mine = {f"{UNITS[0]}/0-mine/{path}": content for path, content in foreign.items()}
    old = FileTree(without_single_files(old))
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory)
        apply(old, root, units=UNITS)
        for path, content in mine.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(content)
        assert apply(new, root, units=UNITS).foreign == tuple(
            Foreign(path) for path in sorted(mine, key=lambda path: path.split("/"))
        )
        assert on_disk(root) == dict(new) | mine
