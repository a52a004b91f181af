"""What cannot be written is refused with the path and the reason, and nothing is half done."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from previewctl.errors import UsageError
from previewctl.render.tree import FileTree
from previewctl.write.apply import apply
from previewctl.write.compare import compare

Make = Callable[..., FileTree]
Picture = Callable[[Path], dict[str, tuple[int, int]]]
SINGLE = "argocd/root.yaml"


@pytest.fixture
def tree(preview: Make) -> FileTree:
    """What every test here fails to write."""
    return preview({"x/a": "new", "x/b": "new"}).merged(FileTree({SINGLE: b"new"}))


@pytest.fixture(params=[compare, apply])
def command(request: pytest.FixtureRequest) -> Callable[..., object]:
    """Both entries, for both refuse the same."""
    command: Callable[..., object] = request.param
    return command


@pytest.mark.parametrize(
    "link",
    [
        "argocd",
        "argocd/root.yaml",
        "previews",
        "previews/orders-api",
        "previews/orders-api/pr-42",
        "previews/orders-api/pr-42/x",
        "previews/orders-api/pr-42/x/a",
        "previews/orders-api/pr-42/theirs",
    ],
)
@pytest.mark.parametrize("to", ["directory", "file", "nothing"])
def test_a_symbolic_link_below_the_root_is_refused(
    root: Path, unit: str, tree: FileTree, command: Callable[..., object], link: str, to: str
) -> None:
    outside = root.parent / "outside"
    if to == "directory":
        outside.mkdir()
    elif to == "file":
        outside.write_text("x")
    (root / link).parent.mkdir(parents=True)
    (root / link).symlink_to(outside)
    with pytest.raises(UsageError, match=f"{root / link} is a symbolic link") as raised:
        command(tree, root, units=[unit])
    assert raised.value.hint
    assert (root / link).is_symlink()
    if to == "directory":
        assert list(outside.iterdir()) == []


@pytest.mark.parametrize(
    "file", ["argocd", "previews", "previews/orders-api", "previews/orders-api/pr-42", "previews/orders-api/pr-42/x"]
)
def test_a_file_where_a_directory_is_wanted_is_refused(
    root: Path, unit: str, tree: FileTree, command: Callable[..., object], file: str
) -> None:
    (root / file).parent.mkdir(parents=True)
    (root / file).write_text("mine")
    with pytest.raises(UsageError, match=f"{root / file} is a file where a directory is wanted"):
        command(tree, root, units=[unit])
    assert (root / file).read_text() == "mine"


@pytest.mark.parametrize("directory", ["argocd/root.yaml", "previews/orders-api/pr-42/x/a"])
@pytest.mark.parametrize("content", ["nothing", "a file"])
def test_a_directory_where_a_file_is_wanted_is_refused(
    root: Path, unit: str, tree: FileTree, command: Callable[..., object], directory: str, content: str
) -> None:
    (root / directory).mkdir(parents=True)
    if content == "a file":
        (root / directory / "mine").write_text("x")
    with pytest.raises(UsageError, match=f"{root / directory} is a directory where a file is wanted"):
        command(tree, root, units=[unit])
    assert (root / directory).is_dir()


def test_a_pipe_in_a_unit_is_refused_and_not_waited_for(
    root: Path, unit: str, tree: FileTree, command: Callable[..., object]
) -> None:
    (root / unit / "x").mkdir(parents=True)
    os.mkfifo(root / unit / "x/a")
    with pytest.raises(UsageError, match="neither a file nor a directory"):
        command(tree, root, units=[unit])


def test_a_target_that_is_a_file_is_refused(
    root: Path, unit: str, tree: FileTree, command: Callable[..., object]
) -> None:
    root.write_text("x")
    with pytest.raises(UsageError, match="is not a directory"):
        command(tree, root, units=[unit])


def test_a_target_that_is_a_link_to_nothing_is_refused(
    root: Path, unit: str, tree: FileTree, command: Callable[..., object]
) -> None:
    root.symlink_to("nothing")
    with pytest.raises(UsageError, match="link to nothing"):
        command(tree, root, units=[unit])


def test_what_a_terminal_would_not_print_is_escaped_in_the_message(root: Path, unit: str) -> None:
    (root / unit).mkdir(parents=True)
    (root / unit / "\x1b[31m\udcff").symlink_to("x")
    with pytest.raises(UsageError) as raised:
        apply(FileTree({f"{unit}/a": b""}), root, units=[unit])
    assert "\\x1b[31m\\udcff is a symbolic link" in str(raised.value)


@pytest.fixture(params=["absent", "present"])
def old(request: pytest.FixtureRequest, root: Path, unit: str, preview: Make) -> None:
    """Nothing at the target, or an older preview."""
    if request.param == "present":
        apply(preview({"x/a": "old"}), root, units=[unit])


@pytest.mark.usefixtures("old")
@pytest.mark.parametrize("call", ["open", "write", "mkdir"])
@pytest.mark.parametrize("at", [1, 2, 4])
def test_a_full_disk_leaves_everything_as_it_was(
    root: Path,
    unit: str,
    preview: Make,
    picture: Picture,
    texts: Callable[[Path], dict[str, str]],
    monkeypatch: pytest.MonkeyPatch,
    call: str,
    at: int,
) -> None:
    before, names = texts(root), set(picture(root.parent))
    tree = preview({"x/a": "new", "y/b": "new", "z/c": "new"}).merged(FileTree({SINGLE: b"new"}))
    real, calls = getattr(os, call), 0

    def refuse(first: object, flags: int = 0, *rest: int) -> object:
        nonlocal calls
        calls += call != "open" or bool(flags & os.O_CREAT)
        if calls == at:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(first, flags, *rest) if call == "open" else real(first, flags) if call == "write" else real(first)

    with monkeypatch.context() as patch:
        patch.setattr(os, call, refuse)
        with pytest.raises(UsageError, match="No space left on device"):
            apply(tree, root, units=[unit])
    assert texts(root) == before
    assert set(picture(root.parent)) == names


def test_the_message_names_the_file_and_not_its_temporary(
    root: Path, unit: str, tree: FileTree, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", refuse)
    with pytest.raises(UsageError) as raised:
        apply(tree, root, units=[unit])
    assert str(raised.value) == f"cannot write {root / unit}/preview.json: No space left on device"


READ_ONLY = """
import os, sys
from pathlib import Path
from previewctl.errors import UsageError
from previewctl.render.tree import FileTree
from previewctl.write.apply import apply
if os.getuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
path = sys.argv[2]
try:
    apply(FileTree({f"{path}/a": b"new"}), Path(sys.argv[1]), units=[path])
except UsageError as error:
    print(error)
"""


@pytest.mark.parametrize("level", ["", "previews/s"])
def test_a_read_only_directory_is_refused(picture: Picture, level: str) -> None:
    root = Path(tempfile.mkdtemp())  # not below `tmp_path`, which another user may not enter
    try:
        (root / level).mkdir(parents=True, exist_ok=True)
        for directory in (root, *root.rglob("*")):
            directory.chmod(0o555)
        before = picture(root)
        done = subprocess.run(
            [sys.executable, "-c", READ_ONLY, str(root), "previews/s/pr-1"], check=False, capture_output=True, text=True
        )
        if "Permission denied: '/" in done.stderr or "ModuleNotFoundError" in done.stderr:
            pytest.skip("another user cannot read this checkout")
        assert done.stdout.startswith("cannot "), done.stderr
        assert done.stdout.rstrip().endswith("Permission denied")
        assert str(root) in done.stdout
        assert picture(root) == before
    finally:
        subprocess.run(["chmod", "-R", "u+w", str(root)], check=True)
        subprocess.run(["rm", "-r", str(root)], check=True)
