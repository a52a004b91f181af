"""`apply` makes the directory hold the tree, and touches nothing else."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from previewctl.render.tree import FileTree
from previewctl.write import swap
from previewctl.write.apply import apply
from previewctl.write.changes import Comparison, Foreign
from previewctl.write.compare import compare

Make = Callable[..., FileTree]
Texts = Callable[[Path], dict[str, str]]
BASES = "previews/_bases/0123456789ab"


@pytest.fixture(params=["exchange", "two renames"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways to swap two directories."""
    if request.param == "two renames":
        monkeypatch.setattr(swap, "_renameat2", lambda: None)


@contextmanager
def umask(mask: int) -> Iterator[None]:
    old = os.umask(mask)
    try:
        yield
    finally:
        os.umask(old)


def test_the_files_are_written(root: Path, unit: str, preview: Make, texts: Texts) -> None:
    tree = preview({"preview.yaml": "kind: Preview\n", "0123456789ab/kustomization.yaml": "k\n", "empty": ""})
    apply(tree, root, units=[unit])
    assert texts(root) == {path: content.decode() for path, content in tree.items()}


def test_it_answers_what_compare_foretold(root: Path, unit: str, preview: Make) -> None:
    apply(preview({"a": "1", "b": "1"}), root, units=[unit])
    (root / unit / "mine").write_text("x")
    new = preview({"b": "2", "c": "2"})
    foretold = compare(new, root, units=[unit])
    assert apply(new, root, units=[unit]) == foretold


@pytest.mark.usefixtures("way")
def test_a_unit_is_replaced_as_a_whole(root: Path, unit: str, preview: Make, texts: Texts) -> None:
    apply(preview({"old/a": "1", "b": "1"}), root, units=[unit])
    new = preview({"new/a": "2", "b": "2"})
    apply(new, root, units=[unit])
    assert texts(root) == {path: content.decode() for path, content in new.items()}
    assert sorted(entry.name for entry in (root / unit).parent.iterdir()) == ["pr-42"]
    assert not (root / unit / "old").exists()


def test_a_second_run_touches_nothing(root: Path, unit: str, preview: Make, picture: Callable[[Path], object]) -> None:
    tree = preview({"x/a": "1"}).merged(FileTree({f"{BASES}/b/c": b"", "argocd/root.yaml": b"r"}))
    apply(tree, root, units=[unit, BASES])
    (root / unit / "mine").write_text("x")
    before = picture(root.parent)
    assert apply(tree, root, units=[unit, BASES]).changes == ()
    assert picture(root.parent) == before


def test_only_what_differs_is_touched(
    root: Path, preview: Make, picture: Callable[[Path], dict[str, tuple[int, int]]]
) -> None:
    one, two = "previews/a/pr-1", "previews/b/pr-2"
    single = FileTree({"argocd/root.yaml": b"r"})
    apply(preview({"x": "1"}, one).merged(preview({"x": "1"}, two), single), root, units=[one, two])
    before = picture(root)
    apply(preview({"x": "1"}, one).merged(preview({"x": "2"}, two), single), root, units=[one, two])
    after = picture(root)
    touched = {str(Path(path).relative_to(root)) for path in before if before[path] != after[path]}
    assert touched == {"previews/b", "previews/b/pr-2", "previews/b/pr-2/x", "previews/b/pr-2/preview.json"}


def test_nothing_is_created_for_an_empty_tree(root: Path) -> None:
    assert apply(FileTree(), root, units=[]) == Comparison()
    assert not root.exists()


def test_other_previews_and_bases_stay(root: Path, unit: str, preview: Make) -> None:
    other, bases = "previews/orders-api/pr-7", "previews/_bases/ffffffffffff"
    apply(preview({"a": "1"}, other).merged(FileTree({f"{bases}/b": b""})), root, units=[other, bases])
    apply(preview({"a": "1"}), root, units=[unit])
    assert (root / other / "a").exists()
    assert (root / bases / "b").exists()


@pytest.mark.usefixtures("way")
def test_foreign_files_are_kept_as_they_are(root: Path, unit: str, preview: Make) -> None:
    apply(preview({"old/a": "1"}), root, units=[unit])
    foreign = root / unit / "old/notes/mine.sh"
    foreign.parent.mkdir()
    foreign.write_text("x")
    foreign.chmod(0o751)
    before = foreign.stat()
    found = apply(preview({"new/a": "2"}), root, units=[unit])
    assert found.foreign == (Foreign(f"{unit}/old/notes/mine.sh"),)
    assert foreign.read_text() == "x"
    assert (foreign.stat().st_mode, foreign.stat().st_mtime_ns) == (before.st_mode, before.st_mtime_ns)
    assert foreign.stat().st_nlink == 1
    assert not (root / unit / "old/a").exists()


def test_foreign_files_are_kept_where_links_are_not_supported(
    root: Path, unit: str, preview: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    apply(preview({"a": "1"}), root, units=[unit])
    (root / unit / "mine").write_text("x")
    monkeypatch.setattr(os, "link", refuse)
    apply(preview({"a": "2"}), root, units=[unit])
    assert (root / unit / "mine").read_text() == "x"


def test_a_preview_that_the_tree_no_longer_has_goes(root: Path, unit: str, preview: Make) -> None:
    apply(preview({"a": "1"}), root, units=[unit])
    apply(FileTree(), root, units=[unit])
    assert list((root / unit).parent.iterdir()) == []


def test_of_a_removed_preview_only_foreign_files_stay(root: Path, unit: str, preview: Make, texts: Texts) -> None:
    apply(preview({"a": "1"}), root, units=[unit])
    (root / unit / "mine").write_text("x")
    apply(FileTree(), root, units=[unit])
    assert texts(root) == {f"{unit}/mine": "x"}


def test_a_directory_of_ours_may_become_a_file_and_back(root: Path, unit: str, preview: Make, texts: Texts) -> None:
    for files in ({"a": "1"}, {"a/b": "1"}, {"a": "1"}):
        apply(preview(files), root, units=[unit])
        assert {path for path in texts(root / unit) if path != "preview.json"} == set(files)


@pytest.mark.parametrize(("mask", "file", "directory"), [(0o022, 0o644, 0o755), (0o077, 0o600, 0o700)])
def test_modes_follow_the_umask(root: Path, unit: str, preview: Make, mask: int, file: int, directory: int) -> None:
    tree = preview({"x/a": "1"}).merged(FileTree({"argocd/root.yaml": b""}))
    with umask(mask):
        apply(tree, root, units=[unit])
    modes = {stat.S_IMODE(path.stat().st_mode) for path in root.rglob("*") if path.is_file()}
    assert modes == {file}
    assert {stat.S_IMODE(path.stat().st_mode) for path in root.rglob("*") if path.is_dir()} == {directory}


def test_bases_come_first_then_previews_then_single_files(
    root: Path, unit: str, preview: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    placed: list[str] = []
    replace = os.replace

    def note(source: str, target: str) -> None:
        placed.append(str(Path(target).relative_to(root)))
        replace(source, target)

    monkeypatch.setattr(os, "replace", note)
    tree = preview({"a": "1"}).merged(FileTree({f"{BASES}/b": b"", "argocd/root.yaml": b""}))
    apply(tree, root, units=[unit, BASES])
    assert placed == [BASES, unit, "argocd/root.yaml"]


def test_the_target_itself_may_be_a_link(root: Path, unit: str, preview: Make) -> None:
    (root.parent / "real").mkdir()
    root.symlink_to("real")
    apply(preview({"a": "1"}), root, units=[unit])
    assert (root.parent / "real" / unit / "a").read_text() == "1"


def test_a_relative_target_is_fine(tmp_path: Path, unit: str, preview: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for text in "12":
        apply(preview({"a": text}), Path(), units=[unit])
        apply(preview({"a": text}), Path("deep/out"), units=[unit])
    assert (tmp_path / unit / "a").read_text() == "2"
    assert (tmp_path / "deep/out" / unit / "a").read_text() == "2"


def test_large_files_are_written_in_full(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, content: write(descriptor, bytes(content[:1000])))
    content = bytes(range(256)) * 40
    apply(FileTree({"a": content}), root, units=[])
    assert (root / "a").read_bytes() == content


@pytest.mark.parametrize("name", [".pr-42.previewctl-tmp-0123456789abcdef", ".pr-9.previewctl-tmp-0123456789abcdef"])
def test_what_a_killed_run_left_is_removed(root: Path, unit: str, preview: Make, name: str) -> None:
    apply(preview({"a": "1"}), root, units=[unit])
    left = (root / unit).parent / name
    (left / "deep").mkdir(parents=True)
    (left / "deep/file").write_text("x")
    apply(preview({"a": "1"}), root, units=[unit])
    assert not left.exists()


@pytest.mark.parametrize("name", [".pr-42.previewctl-tmp", ".pr-42.previewctl-tmp-0123", ".hidden", "previewctl-tmp-x"])
def test_what_only_looks_like_a_leftover_stays(root: Path, unit: str, preview: Make, name: str) -> None:
    other = (root / unit).parent / name
    other.mkdir(parents=True)
    apply(preview({"a": "1"}), root, units=[unit])
    assert other.exists()


def test_an_old_directory_whose_place_is_empty_is_put_back(root: Path, unit: str, preview: Make) -> None:
    apply(preview({"a": "1"}), root, units=[unit])
    (root / unit / "mine").write_text("x")
    (root / unit).rename((root / unit).parent / ".pr-42.previewctl-old-0123456789abcdef")
    found = apply(preview({"a": "2"}), root, units=[unit])
    assert found.foreign == (Foreign(f"{unit}/mine"),)
    assert (root / unit / "mine").read_text() == "x"
    assert [entry.name for entry in (root / unit).parent.iterdir()] == ["pr-42"]
