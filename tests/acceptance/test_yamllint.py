"""yamllint has nothing to say about what previewctl writes; how long a line is depends on the user's values."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RULES = (
    "{extends: default, rules: {line-length: disable, document-start: disable, indentation: {indent-sequences: true}}}"
)


@pytest.mark.acceptance
def test_rendered_yaml_is_clean(tmp_path: Path) -> None:
    render = ["render", str(ROOT / "examples/shop"), "--pr", "42", "--branch", "b", "--sha", "a" * 40, "--out", "."]
    subprocess.run([sys.executable, "-m", "previewctl", *render], cwd=tmp_path, check=True, capture_output=True)
    written = [path for path in tmp_path.rglob("*.yaml") if "_bases" not in path.parts and path.name != "preview.yaml"]
    assert len(written) > 15
    command = [sys.executable, "-m", "yamllint", "--strict", "-d", RULES, *map(str, written)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout == ""
    assert done.returncode == 0
