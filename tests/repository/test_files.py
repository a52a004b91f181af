"""The bounded view of a repository."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from previewctl.repository.files import Repository
from tests.repository.trees import tree

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_read_by_its_path_below_the_root(tmp_path: Path) -> None:
    assert tree(tmp_path, {"a/b.txt": "text"}).text("a/b.txt") == "text"


def test_what_is_not_there_has_no_text(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    assert repository.text("missing") is None
    assert not repository.exists("missing")


def test_a_directory_is_no_file(tmp_path: Path) -> None:
    assert not tree(tmp_path, {"a/b.txt": ""}).exists("a")


def test_paths_do_not_leave_the_root(tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("secret")
    repository = tree(tmp_path / "inside", {"a.txt": ""})
    for path in ("../outside", "x/../../outside", str(tmp_path / "outside"), "", "a\0b"):
        assert repository.text(path) is None


def test_links_out_of_the_root_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "file").write_text("secret")
    repository = tree(tmp_path / "inside", {"a.txt": "text"})
    (tmp_path / "inside" / "link").symlink_to(tmp_path / "outside" / "file")
    (tmp_path / "inside" / "directory").symlink_to(tmp_path / "outside")
    assert repository.text("link") is None
    assert repository.text("directory/file") is None
    assert "directory/file" not in repository.walk()


def test_links_inside_of_the_root_are_followed(tmp_path: Path) -> None:
    repository = tree(tmp_path, {"a.txt": "text"})
    (tmp_path / "link").symlink_to("a.txt")
    assert repository.text("link") == "text"


def test_a_link_to_itself_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    assert Repository(tmp_path).text("loop") is None


def test_a_root_that_is_a_link_is_the_directory_behind_it(tmp_path: Path) -> None:
    tree(tmp_path / "real", {"a.txt": "text"})
    (tmp_path / "link").symlink_to("real")
    assert Repository(tmp_path / "link").text("a.txt") == "text"


def test_large_files_and_pipes_have_no_text(tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(b"x" * ((1 << 20) + 1))
    os.mkfifo(tmp_path / "pipe")
    repository = Repository(tmp_path)
    assert repository.text("large") is None
    assert repository.text("pipe") is None


def test_the_walk_leaves_out_what_was_installed_or_built(tmp_path: Path) -> None:
    files = {
        f"{name}/x.py": "" for name in ("node_modules", ".git", ".venv", "dist", "build", "__pycache__", "a.egg-info")
    }
    assert tree(tmp_path, {**files, "x.py": ""}).walk() == ("x.py",)


def test_the_walk_begins_near_the_root(tmp_path: Path) -> None:
    assert tree(tmp_path, {"a/b/x": "", "z": "", "a/x": ""}).walk() == ("z", "a/x", "a/b/x")


def test_the_walk_ends_at_a_depth(tmp_path: Path) -> None:
    repository = tree(tmp_path, {"/".join("abcdefghijkl") + "/x": "", "a/b/x": ""})
    assert repository.walk() == ("a/b/x",)
    assert repository.find(["x"], 1) == ()
    assert repository.find(["x"], 2) == ("a/b/x",)
