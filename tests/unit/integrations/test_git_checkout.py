"""The files of a commit, as Git has them: nothing of the work tree, no link followed, nothing large read."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from previewctl.errors import UsageError
from previewctl.gitops.branch_tree import DirectoryTree
from previewctl.gitops.policy import verify_branch
from previewctl.integrations.git_checkout import CommittedTree, is_repository
from tests.cli.running import environment, git
from tests.unit.gitops.previews import platform

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A repository with a link, a submodule, a program, names of any bytes, and a large file."""
    work = tmp_path / "work"
    work.mkdir()
    git(work, "init", "--quiet")
    stream = (
        b"commit refs/heads/main\ncommitter a <a@example.com> 1700000000 +0000\ndata 1\nx\n"
        b"M 100644 inline plain\ndata 5\nplain\n"
        b"M 120000 inline link\ndata 11\n/etc/passwd\n"
        b"M 160000 0123456789012345678901234567890123456789 module\n"
        b"M 100755 inline program\ndata 1\nx\n"
        b'M 100644 inline "new\\nline"\ndata 1\nx\n'
        b'M 100644 inline "caf\\351"\ndata 1\nx\n'
        b"M 100644 inline Plain\ndata 1\nx\n"
        b"M 100644 inline large\ndata 5000000\n" + b"x" * 5_000_000 + b"\n"
    )
    subprocess.run(["git", "-C", str(work), "fast-import", "--quiet"], input=stream, env=environment(), check=True)
    return work


def test_every_entry_is_listed_with_its_mode(work: Path) -> None:
    modes = {path: entry.mode for path, entry in CommittedTree(str(work), "main").files.items()}
    assert modes == {
        "plain": "100644",
        "link": "120000",
        "module": "160000",
        "program": "100755",
        "new\nline": "100644",
        "caf\udce9": "100644",
        "Plain": "100644",
        "large": "100644",
    }


def test_only_regular_files_of_a_usual_size_are_read(work: Path) -> None:
    tree = CommittedTree(str(work), "main")
    assert tree.contents(tree.files) == {
        "plain": b"plain",
        "program": b"x",
        "new\nline": b"x",
        "caf\udce9": b"x",
        "Plain": b"x",
    }


def test_the_gate_finds_all_of_it(work: Path) -> None:
    found = verify_branch(CommittedTree(str(work), "main"), platform()).diagnostics
    assert sorted(item.code for item in found) == ["PV540"] * 8 + ["PV541"] * 3
    assert all(item.location.path.isprintable() for item in found)


def test_a_work_tree_does_not_count(work: Path) -> None:
    (work / "plain").write_text("other")
    assert CommittedTree(str(work), "main").contents(["plain"]) == {"plain": b"plain"}


@pytest.mark.parametrize("ref", ["nothing", "", "-x", "--all", "main:plain", "a..b", "\n"])
def test_what_is_no_commit_is_a_usage_error(work: Path, ref: str) -> None:
    with pytest.raises(UsageError, match="git knows no commit"):
        CommittedTree(str(work), ref)


def test_a_bare_repository_is_one_too(work: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--bare", str(work), str(tmp_path / "bare"))
    assert is_repository(str(work))
    assert is_repository(str(tmp_path / "bare"))
    assert not is_repository(str(tmp_path))


def test_a_directory_is_listed_without_following_links(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret").write_text("x")
    root = tmp_path / "root"
    (root / "below").mkdir(parents=True)
    (root / "below" / "file").write_text("x")
    (root / "program").write_text("x")
    (root / "program").chmod(0o755)
    (root / "directory").symlink_to(tmp_path / "outside")
    (root / "link").symlink_to(root / "program")
    tree = DirectoryTree(str(root))
    assert {path: entry.mode for path, entry in tree.files.items()} == {
        "below/file": "100644",
        "program": "100755",
        "directory": "120000",
        "link": "120000",
    }
    assert tree.contents(tree.files) == {"below/file": b"x", "program": b"x"}
