"""`compare` tells what a run would do, and does nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from previewctl.errors import UsageError
from previewctl.render.tree import FileTree
from previewctl.write.apply import apply
from previewctl.write.changes import Change, ChangeKind, Foreign
from previewctl.write.compare import compare

if TYPE_CHECKING:
    from pathlib import Path

Make = Callable[..., FileTree]


def test_everything_is_added_where_there_is_no_target(root: Path, unit: str, preview: Make) -> None:
    found = compare(preview({"a.yaml": "a"}), root, units=[unit])
    assert [(change.path, change.kind) for change in found.changes] == [
        (f"{unit}/a.yaml", ChangeKind.ADDED),
        (f"{unit}/preview.json", ChangeKind.ADDED),
    ]
    assert not root.exists()


def test_an_equal_directory_has_no_changes(root: Path, unit: str, preview: Make) -> None:
    apply(preview({"a.yaml": "a"}), root, units=[unit])
    assert compare(preview({"a.yaml": "a"}), root, units=[unit]).changes == ()


def test_a_change_of_the_same_size_is_seen(root: Path, unit: str, preview: Make) -> None:
    apply(preview({"a.yaml": "a"}), root, units=[unit])
    changes = compare(preview({"a.yaml": "b"}), root, units=[unit]).changes
    assert changes[0] == Change(f"{unit}/a.yaml", ChangeKind.CHANGED, b"a", b"b")


@pytest.mark.parametrize("on_disk", ["", "a", "a and more"])
def test_a_change_of_the_size_is_seen(root: Path, unit: str, preview: Make, on_disk: str) -> None:
    apply(preview({"a.yaml": "a!"}), root, units=[unit])
    (root / unit / "a.yaml").write_text(on_disk)
    changes = compare(preview({"a.yaml": "a!"}), root, units=[unit]).changes
    assert changes == (Change(f"{unit}/a.yaml", ChangeKind.CHANGED, on_disk.encode(), b"a!"),)


def test_what_the_old_record_lists_and_the_tree_lacks_is_removed(root: Path, unit: str, preview: Make) -> None:
    apply(preview({"old/a.yaml": "a"}), root, units=[unit])
    changes = compare(preview({"new/a.yaml": "a"}), root, units=[unit]).changes
    assert Change(f"{unit}/old/a.yaml", ChangeKind.REMOVED, b"a", None) in changes


def test_what_the_old_record_does_not_list_is_foreign(root: Path, unit: str, preview: Make) -> None:
    apply(preview({"a.yaml": "a"}), root, units=[unit])
    (root / unit / "notes.txt").write_text("mine")
    found = compare(preview({"a.yaml": "a"}), root, units=[unit])
    assert found.changes == ()
    assert found.foreign == (Foreign(f"{unit}/notes.txt"),)


@pytest.mark.parametrize("record", ["", "{", "[]", '{"preview": 1}', '{"preview": {"files": ["a"]}}', "\udcff["])
def test_an_unreadable_record_owns_nothing_but_itself(root: Path, unit: str, preview: Make, record: str) -> None:
    (root / unit).mkdir(parents=True)
    (root / unit / "preview.json").write_bytes(record.encode(errors="surrogateescape"))
    (root / unit / "other.yaml").write_text("x")
    found = compare(preview({}), root, units=[unit])
    assert [change.kind for change in found.changes] == [ChangeKind.CHANGED]
    assert found.foreign == (Foreign(f"{unit}/other.yaml"),)


def test_a_record_that_lists_paths_outside_reaches_nothing_there(root: Path, unit: str, preview: Make) -> None:
    (root / unit).mkdir(parents=True)
    outside = (root / unit).parent / "outside.txt"
    outside.write_text("x")
    (root / unit / "preview.json").write_text(json.dumps({"preview": {"files": {"../outside.txt": ""}}}))
    (root / unit / "old").write_text("x")
    apply(preview({}), root, units=[unit])
    assert outside.exists()


def test_changes_are_sorted_by_path(root: Path, preview: Make) -> None:
    units = ["previews/b/pr-1", "previews/_bases/0123456789ab"]
    tree = preview({"x": ""}, units[0]).merged(
        FileTree({f"{units[1]}/y": b"", "argocd/root.yaml": b"", "argocd.yaml": b"", "z": b""})
    )
    paths = [change.path for change in compare(tree, root, units=units).changes]
    assert len(paths) == 6
    assert paths == sorted(paths, key=lambda path: path.split("/"))


def test_single_files_are_owned_by_name_and_their_neighbours_ignored(root: Path) -> None:
    (root / "argocd").mkdir(parents=True)
    (root / "argocd/root.yaml").write_text("old")
    (root / "argocd/theirs.yaml").write_text("x")
    found = compare(FileTree({"argocd/root.yaml": b"new"}), root, units=[])
    assert found.changes == (Change("argocd/root.yaml", ChangeKind.CHANGED, b"old", b"new"),)
    assert found.foreign == ()


@pytest.mark.parametrize("damage", ["changed", "missing", "more"])
def test_bases_that_are_not_what_their_name_promises_are_refused(root: Path, damage: str) -> None:
    unit = "previews/_bases/0123456789ab"
    tree = FileTree({f"{unit}/a.yaml": b"a", f"{unit}/b.yaml": b"b"})
    apply(tree, root, units=[unit])
    victim = root / unit / "b.yaml"
    if damage == "changed":
        victim.write_text("c")
    elif damage == "missing":
        victim.unlink()
    else:
        victim = root / unit / "c.yaml"
        victim.write_text("c")
    with pytest.raises(UsageError, match=victim.name) as raised:
        compare(tree, root, units=[unit])
    assert f"delete the directory {root / unit}" in raised.value.hint


def test_bases_that_this_run_does_not_write_are_left_alone(root: Path) -> None:
    unit = "previews/_bases/0123456789ab"
    apply(FileTree({f"{unit}/a.yaml": b"a"}), root, units=[unit])
    assert compare(FileTree(), root, units=[unit]).changes == ()


@pytest.mark.parametrize("unit", ["/abs", "../up", "a/../b", "", ".", "./a", "a/./b", "a//b", "a/"])
def test_a_unit_outside_the_root_is_a_bug(root: Path, unit: str) -> None:
    with pytest.raises(ValueError, match="not a directory inside the root"):
        compare(FileTree(), root, units=[unit])


def test_a_unit_inside_a_unit_is_a_bug(root: Path) -> None:
    with pytest.raises(ValueError, match="inside another unit"):
        compare(FileTree(), root, units=["a", "a/b"])


@pytest.mark.parametrize("paths", [("a", "a/b"), ("u/a", "u/a/b"), ("u", "x"), ("u/a", "u")])
def test_a_path_that_is_both_file_and_directory_is_a_bug(root: Path, paths: tuple[str, str]) -> None:
    tree = FileTree(dict.fromkeys(paths, b""))
    with pytest.raises(ValueError, match="both a file and a directory"):
        compare(tree, root, units=["u"])
