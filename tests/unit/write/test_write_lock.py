"""Two runs at once on one root do not disturb each other."""

from __future__ import annotations

import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from previewctl.render.tree import FileTree
from previewctl.write.apply import apply
from previewctl.write.compare import compare
from previewctl.write.lock import locked

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

fcntl = pytest.importorskip("fcntl")

WRITER = """
import json, sys
from pathlib import Path
from previewctl.render.tree import FileTree
from previewctl.write.apply import apply
letter, unit = sys.argv[2], "previews/s/pr-1"
files = {f"{letter}/{number}": letter for number in range(20)}
record = json.dumps({"preview": {"files": dict.fromkeys(files, "")}})
tree = FileTree({f"{unit}/{name}": text.encode() for name, text in {**files, "preview.json": record}.items()})
for _ in range(60):
    changes = apply(tree, Path(sys.argv[1]), units=[unit]).changes
    assert len(changes) in (0, 21, 41), len(changes)
"""


def test_two_processes_write_one_unit_in_turn(root: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(root), letter], stderr=subprocess.PIPE, text=True)
        for letter in "ab"
    ]
    errors = [writer.communicate(timeout=60)[1] for writer in writers]
    assert errors == ["", ""]
    names = sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())
    letters = {name.split("/")[3] for name in names if not name.endswith("preview.json")}
    assert len(names) == 21
    assert len(letters) == 1


@pytest.mark.parametrize("command", [apply, compare])
def test_a_run_waits_for_the_one_that_writes(root: Path, command: Callable[..., object]) -> None:
    root.mkdir()
    run = threading.Thread(target=command, args=(FileTree({"a": b""}), root), kwargs={"units": []})
    with locked(str(root), exclusive=True):
        run.start()
        run.join(0.1)
        assert run.is_alive()
        assert not (root / "a").exists()
    run.join(10)
    assert not run.is_alive()


def test_no_lock_file_is_left(root: Path) -> None:
    apply(FileTree({"a": b""}), root, units=[])
    assert [path.name for path in root.iterdir()] == ["a"]


def test_without_locks_the_run_goes_on_and_leaves_the_temporaries_of_others(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(fcntl, "flock", refuse)
    other = root / ".a.previewctl-tmp-0123456789abcdef"
    other.mkdir(parents=True)
    apply(FileTree({"a": b""}), root, units=[])
    assert (root / "a").exists()
    assert other.exists()
