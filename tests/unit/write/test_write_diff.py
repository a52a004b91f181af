"""`unified_diff` shows changes as git does."""

from __future__ import annotations

import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from previewctl.write.changes import Change, ChangeKind
from previewctl.write.diff import unified_diff

if TYPE_CHECKING:
    from pathlib import Path


def change(before: bytes | None, after: bytes | None, path: str = "dir/a.yaml") -> Change:
    kind = ChangeKind.ADDED if before is None else ChangeKind.REMOVED if after is None else ChangeKind.CHANGED
    return Change(path, kind, before, after)


def test_no_changes_are_no_text() -> None:
    assert unified_diff([]) == ""


def test_a_changed_file() -> None:
    assert (
        unified_diff([change(b"a\nb\n", b"a\nc\n")])
        == "--- a/dir/a.yaml\n+++ b/dir/a.yaml\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n"
    )


def test_an_added_file() -> None:
    assert unified_diff([change(None, b"a\n")]) == "--- /dev/null\n+++ b/dir/a.yaml\n@@ -0,0 +1 @@\n+a\n"


def test_a_removed_file() -> None:
    assert unified_diff([change(b"a\n", None)]) == "--- a/dir/a.yaml\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n"


def test_an_empty_file_is_named() -> None:
    assert unified_diff([change(None, b"")]) == "--- /dev/null\n+++ b/dir/a.yaml\n"


def test_a_missing_last_line_feed_is_said() -> None:
    assert unified_diff([change(b"a\n", b"a")]).endswith("@@ -1 +1 @@\n-a\n+a\n\\ No newline at end of file\n")


@pytest.mark.parametrize("content", [b"\xff\xfe", b"a\0b"])
def test_what_is_no_text_is_only_named(content: bytes) -> None:
    assert unified_diff([change(b"a", content)]) == "Binary files a/dir/a.yaml and b/dir/a.yaml differ\n"
    assert unified_diff([change(None, content)]) == "Binary files /dev/null and b/dir/a.yaml differ\n"


def test_only_a_line_feed_ends_a_line() -> None:
    text = unified_diff([change("a\u2028b\x0cc\r\n".encode(), b"")])
    assert text.endswith("@@ -1 +0,0 @@\n-a\u2028b\x0cc\r\n")


def test_control_characters_in_a_name_are_escaped() -> None:
    assert "+++ b/a\\n+++ b/c\t\n" in unified_diff([change(None, b"x", "a\n+++ b/c")])


def test_it_is_cut_at_the_limit_and_says_so() -> None:
    text = unified_diff([change(None, b"x\n" * 10, name) for name in "abc"], limit=16)
    assert text.count("\n") == 17
    assert text.endswith("... cut after 16 lines: 2 more files differ\n")


def test_at_exactly_the_limit_nothing_is_cut() -> None:
    assert "cut" not in unified_diff([change(None, b"x\n" * 7)], limit=10)


def test_files_that_would_take_for_ever_are_not_compared() -> None:
    start = time.monotonic()
    before = b"".join(b"%d\nx\ny\n" % (number % 7) for number in range(100_000))
    assert "too large to compare" in unified_diff([change(before, before[::-1])])
    unified_diff([change(before[:5_000], before[5_000:10_000:][::-1])])
    assert time.monotonic() - start < 5


def test_git_applies_it(tmp_path: Path) -> None:
    changes = [
        change(b"a\nb\nc", b"a\nc\n", "changed file.yaml"),
        change(None, b"new", "deep/added.yaml"),
        change(b"old\n", None, "removed.yaml"),
    ]
    for each in changes:
        if each.before is not None:
            (tmp_path / each.path).write_bytes(each.before)
    subprocess.run(["git", "apply", "-"], input=unified_diff(changes).encode(), cwd=tmp_path, check=True)
    for each in changes:
        assert (tmp_path / each.path).exists() == (each.after is not None)
        assert each.after is None or (tmp_path / each.path).read_bytes() == each.after
