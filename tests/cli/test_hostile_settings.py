"""Settings that mean harm, or that only look as if they were none."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from previewctl.cli.settings import read_settings
from tests.cli.running import inside, run

if TYPE_CHECKING:
    from pathlib import Path

LONG = ".".join(["a"] * 20_000)
ESCAPE, TURN = "\x1b[31m", "\u202e"


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        (".previewctl.toml", "".join(f"k{n} = 1\n" for n in range(6_000)), "unknown setting"),
        (".previewctl.toml", f"{LONG} = 1\n", "more parts than any setting"),
        (".previewctl.toml", f"[{LONG}]\n", "more parts than any setting"),
        (".previewctl.toml", f"[ {LONG.replace('.', ' . ')} ]\n"[:60_000], "more parts than any setting"),
        ("pyproject.toml", f"[tool.previewctl]\n'x'.\"y\".{LONG} = 1\n", "more parts than any setting"),
        (".previewctl.toml", f"ignore = [{','.join(f'{chr(34)}zz-{n}{chr(34)}' for n in range(5_000))}]\n", "no code"),
        (".previewctl.toml", f"ignore = [{','.join(f'{chr(34)}PV414{chr(34)}' for _ in range(20_000))}]\n", "64 KiB"),
        (".previewctl.toml", f"x = '{'a' * 70_000}'\n", "64 KiB"),
        (".previewctl.toml", "'" * 60_000, "not TOML"),
        (".previewctl.toml", "a" * 60_000, "not TOML"),
        (".previewctl.toml", "[" * 60_000, "not TOML"),
    ],
)
def test_settings_cost_little_whatever_they_hold(work: Path, name: str, text: str, words: str) -> None:
    (work / name).write_text(text)
    before = time.perf_counter()
    done = inside(work, "lint", "preview.yaml", "--format", "concise")
    assert time.perf_counter() - before < 5
    assert done.code == 2
    assert words in done.out
    assert len([line for line in done.out.splitlines() if "[PV019]" in line]) <= 20


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        (".previewctl.toml", f"x = {'1' * 4_301}\n", "too many digits"),
        ("pyproject.toml", "tool = 3 # tool.previewctl\n", "`tool` must be one table"),
        ("pyproject.toml", "[[tool]]\n[tool.previewctl]\nignore = []\n", "`tool` must be one table"),
        ("pyproject.toml", "[tool]\npreviewctl = 3\n", "`tool.previewctl` must be one table"),
        ("pyproject.toml", "[[tool.previewctl]]\nignore = []\n", "`tool.previewctl` must be one table"),
        ("pyproject.toml", "[tool.previewctl.x]\ny = 1\n", "unknown setting `x`"),
        ("pyproject.toml", "[tool]\npreviewctl = {ignore = ['PV203']}\n", "cannot be ignored here"),
        ("pyproject.toml", "[tool.\"previewctl\"]\nignore = ['PV203']\n", "cannot be ignored here"),
        ("pyproject.toml", "['tool'.'previewctl']\nignore = ['PV203']\n", "cannot be ignored here"),
        ("pyproject.toml", '["tool"."preview\\u0063tl"]\nignore = ["PV203"]\n', "cannot be ignored here"),
        ("pyproject.toml", "tool.previewctl.ignore = ['PV203']\n", "cannot be ignored here"),
        ("pyproject.toml", "[tool]\npreviewctl.ignore = ['PV203']\n", "cannot be ignored here"),
        ("pyproject.toml", "[ tool . previewctl ]\nignore = ['PV203']\n", "cannot be ignored here"),
        ("pyproject.toml", "[tool.previewctl]\nignore = [\n", "not TOML"),
        (".previewctl.toml", "[tool.previewctl]\nignore = ['PV414']\n", "unknown setting `tool`"),
    ],
)
def test_every_way_to_write_settings_is_read_or_reported(work: Path, name: str, text: str, words: str) -> None:
    (work / name).write_text(text)
    done = inside(work, "lint", "preview.yaml", "--format", "concise")
    assert words in done.out
    assert (done.code, done.err) == (2, "")


@pytest.mark.parametrize(
    "text",
    [
        "[tool]\npreviewctl = {offline = true}\n",
        "tool.previewctl.offline = true\n",
        "[tool.'previewctl']\noffline = true\n",
        "[tool]\nother = 1\n[tool.previewctl]\noffline = true\n",
    ],
)
def test_every_way_to_write_a_setting_has_its_effect(work: Path, text: str) -> None:
    (work / "pyproject.toml").write_text(text)
    settings = read_settings(str(work))
    assert not isinstance(settings, list)
    assert settings.offline


@pytest.mark.parametrize("text", ["[project]\nname = 'previewctl'\n", "tool = 3\n", "[project]\nx = '\\u0041'\n"])
def test_a_pyproject_that_has_no_settings_says_nothing(work: Path, text: str) -> None:
    (work / "pyproject.toml").write_text(text)
    assert inside(work, "lint", "preview.yaml").code == 0


@pytest.mark.parametrize("name", [f"{ESCAPE}x", f"{TURN}x", "x\n::error::x", "##[error]x"])
def test_no_name_gets_into_the_terminal_or_a_workflow(work: Path, name: str) -> None:
    (work / name).mkdir()
    quoted = name.replace("\x1b", "\\u001b").replace("\n", "\\n")
    (work / name / ".previewctl.toml").write_text(f'platform = "https://u:p@h/{quoted}"\n')
    (work / name / "pr").mkdir()
    (work / name / "pr/preview.yaml").write_text("a: [")
    (work / "none").mkdir()
    for arguments in (
        ("lint", f"none/../{name}"),
        ("lint", "--platform", f"file:///nowhere/{name}"),
        ("lint", "--platform", f"file:///{name}//x.yaml"),
        ("lint", "--select", name),
        ("lint", f"--{name}"),
        ("lint", "--format", name),
        ("explain", name),
        (name,),
    ):
        done = run(work, *arguments, PREVIEWCTL_CACHE_DIR=str(work / "cache"))
        assert done.code in {1, 2, 4}, arguments
        for line in (done.out + done.err).splitlines():
            assert line.replace("│", "").isprintable(), arguments
            assert "##[" not in line
            assert not line.lstrip().startswith("::")
