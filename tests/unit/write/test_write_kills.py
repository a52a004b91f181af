"""A kill at any moment leaves each unit as it was or as it shall be, and the next run works and cleans up."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

if not sys.platform.startswith("linux"):
    pytest.skip("needs fork and SIGKILL", allow_module_level=True)


@pytest.mark.parametrize("swap", ["exchange", "renames"])
@pytest.mark.parametrize("moments", ["steps", "times"])
def test_a_kill_leaves_the_old_tree_or_the_new_one(root: Path, moments: str, swap: str) -> None:
    program = Path(__file__).with_name("kills.py")
    done = subprocess.run(
        [sys.executable, str(program), moments, swap, str(root)],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["wrong"] == []
    assert result["kills"] >= 60
    assert result["old"] > 0
    assert result["new"] > 0
