"""A rendered tree: an ordered, immutable map whose paths stay inside it."""

from __future__ import annotations

import pytest

from previewctl.render.tree import FileTree


def test_the_files_come_in_the_order_of_their_paths() -> None:
    assert list(FileTree({"b": b"", "a/c": b"", "a-b": b""})) == ["a-b", "a/c", "b"]


@pytest.mark.parametrize("path", ["", "/etc/passwd", "../x", "a/../../x", "a//b", "a/.."])
def test_a_path_that_leaves_the_tree_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="not a path inside a tree"):
        FileTree({path: b""})


def test_a_tree_can_be_moved_below_a_directory() -> None:
    assert dict(FileTree({"a": b"1"}).under("x/y")) == {"x/y/a": b"1"}


def test_of_two_files_at_one_path_the_later_one_counts() -> None:
    merged = FileTree({"a": b"1", "b": b"1"}).merged(FileTree({"b": b"2"}), FileTree({"c": b"3"}))
    assert dict(merged) == {"a": b"1", "b": b"2", "c": b"3"}


def test_the_digest_does_not_depend_on_the_order_of_creation() -> None:
    assert FileTree({"a": b"1", "b": b"2"}).digest() == FileTree({"b": b"2", "a": b"1"}).digest()


@pytest.mark.parametrize("other", [{"a": b"12"}, {"a": b"1", "b": b""}, {"a1": b""}, {"b": b"1"}, {"a": b""}])
def test_another_content_or_path_is_another_digest(other: dict[str, bytes]) -> None:
    assert FileTree({"a": b"1"}).digest() != FileTree(other).digest()
