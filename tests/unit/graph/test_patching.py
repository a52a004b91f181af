"""Unified diffs, applied as git and patch apply them where the context fits."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from previewctl.errors import UsageError
from previewctl.graph.patching import applied, read_patch
from tests.cli.running import git

if TYPE_CHECKING:
    from pathlib import Path

LINES = st.lists(st.sampled_from(["a", "b", "c", "", "- x", "+ y", "@@"]), min_size=1, max_size=12)


def patched(old: list[str], new: list[str]) -> str | None:
    lines = difflib.unified_diff([f"{line}\n" for line in old], [f"{line}\n" for line in new], "a/f", "b/f")
    (patch,) = read_patch("".join(lines))
    return applied(patch, "".join(f"{line}\n" for line in old))


@given(LINES, LINES)
def test_a_diff_makes_the_new_text_of_the_old_one(old: list[str], new: list[str]) -> None:
    if old != new:
        assert patched(old, new) == "".join(f"{line}\n" for line in new)


def test_what_git_prints_is_read(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    (tmp_path / "f").write_text("one\ntwo\nthree\n")
    git(tmp_path, "add", "f")
    (tmp_path / "f").write_text("one\n2\nthree")
    patch = read_patch(git(tmp_path, "diff"))
    assert applied(patch[0], "zero\none\ntwo\nthree\n") == "zero\none\n2\nthree\n"
    assert applied(patch[0], "one\nthree\n") is None


@pytest.mark.parametrize("text", ["", "hello", "--- a/f\n", "+++ b/f\n@@ -1 +1 @@\n-a\n+b\n"])
def test_what_is_no_diff_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="no unified diff"):
        read_patch(text)


def test_a_broken_hunk_is_refused() -> None:
    with pytest.raises(UsageError, match="line 4 of the diff"):
        read_patch("--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\nxx\n")
