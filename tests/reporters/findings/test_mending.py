"""The diff of fixes: as `patch` reads it, and without secrets or commands."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from previewctl.reporters.findings.mending import mending

if TYPE_CHECKING:
    from pathlib import Path

texts = st.text(st.sampled_from("ab\n"), max_size=40)


def test_equal_texts_have_no_diff() -> None:
    assert mending("preview.yaml", "a\n", "a\n") == ""


def test_a_secret_is_shown_as_dots_on_a_changed_line_and_around_one() -> None:
    before = "env:\n  API_TOKEN: hunter2Zq\n  FEATURE: on\n  ADMIN_PASSWORD: 017263541\n"
    shown = mending("preview.yaml", before, before.replace(": on", ': "on"').replace("017263541", '"017263541"'))
    assert "hunter2Zq" not in shown
    assert "017263541" not in shown
    assert "-  FEATURE: on\n" in shown
    assert '+  FEATURE: "on"\n' in shown


def test_no_line_is_a_command_of_a_workflow_or_of_a_terminal() -> None:
    before = "a: |\n  ::error::x\n  ##[error]x\n  \x1b[31m\u202e\nb: 1\n"
    shown = mending("##[x]/preview.yaml", before, before.replace("b: 1", "b: 2"))
    assert not any(line[1:].lstrip().startswith("::") for line in shown.splitlines())
    assert "##[" not in shown
    assert "\x1b" not in shown
    assert "\u202e" not in shown


@given(texts, texts)
def test_what_is_shown_of_plain_text_is_what_changed(before: str, after: str) -> None:
    shown = mending("f", before, after)
    kept = [line[1:] for line in shown.splitlines(keepends=True)[2:] if line[0] in " +"]
    assert set(kept) <= {f"{line}\n" for line in after.split("\n")} | {after.rpartition("\n")[2] + "\n"}
    assert bool(shown) == (before != after)


def test_patch_applies_it(tmp_path: Path) -> None:
    before = "\ufeffa: 1\r\nb: 2\r\nc: 3\nd: 4\ne: 5\nf: 6\ng: 7\nh: 8"
    after = before.replace("b: 2", "b: 3").replace("h: 8", "h: 9\n")
    path = tmp_path / "preview.yaml"
    path.write_bytes(before.encode())
    patch = mending("preview.yaml", before, after).encode()
    subprocess.run(["git", "apply", "-p0", "-"], cwd=tmp_path, input=patch, check=True)
    assert path.read_bytes() == after.encode()
