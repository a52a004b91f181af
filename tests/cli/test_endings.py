"""How a run ends: exit codes, signals, closed pipes, bugs. Never with a traceback."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from previewctl import compilation
from previewctl.cli import app as program
from previewctl.rules import two_writers
from previewctl.rules.registry import FILE_RULES
from tests.cli.running import LINKS, SHA, command, environment, inside, run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from previewctl.compilation import LoadedPreview
    from previewctl.rules.context import Finding, RuleContext

USAGE = [
    ("lint", "--formt", "json"),
    ("lnt",),
    ("lint", "--format", "xml"),
    ("lint", "--color", "blue"),
    ("plan", "--pr", "-1"),
    ("plan", "--pr", "one"),
    ("plan", "--sha", "abc"),
    ("schema",),
    ("schema", "prevew"),
    ("lint", "nowhere.yaml"),
    ("lint", "--platform", "nowhere.yaml"),
    ("plan", "--explain", "nothing"),
]


@pytest.mark.parametrize("arguments", USAGE, ids=" ".join)
def test_what_cannot_be_used_ends_with_2(work: Path, arguments: tuple[str, ...]) -> None:
    done = inside(work, *arguments)
    assert done.code == 2
    assert "bug" not in done.err
    assert "Traceback" not in done.err


def test_the_first_screen_names_three_commands_to_try(work: Path) -> None:
    lines = inside(work, "--help").out.splitlines()
    (line,) = (line for line in lines if "New here?" in line)
    assert re.findall(r"`previewctl (\w+)", line) == ["init", "lint", "render"]


@pytest.mark.parametrize(
    "arguments", [("plan",), ("lint", "bad", "--format", "json"), ("schema", "preview")], ids=" ".join
)
def test_a_reader_that_goes_away_is_no_error(work: Path, arguments: tuple[str, ...]) -> None:
    process = subprocess.Popen(
        command(*arguments), cwd=work, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(timeout=30) in {0, 1}


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_an_interrupt_ends_with_130(work: Path, name: str) -> None:
    process = subprocess.Popen(
        command("lint", "-"),
        cwd=work,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    time.sleep(1)  # it waits for standard input by then
    process.send_signal(signal.Signals[name])
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"Traceback" not in errors


@pytest.mark.parametrize(
    ("changes", "option", "colored"),
    [
        ({}, "auto", False),
        ({"FORCE_COLOR": "1"}, "auto", True),
        ({"FORCE_COLOR": "0"}, "auto", False),
        ({"FORCE_COLOR": "False"}, "auto", False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, "auto", False),
        ({"NO_COLOR": "1"}, "always", True),
        ({"FORCE_COLOR": "1"}, "never", False),
    ],
)
def test_when_there_is_colour(work: Path, changes: dict[str, str], option: str, *, colored: bool) -> None:
    done = run(work, "lint", "bad", "--color", option, **changes)
    assert ("\x1b[" in done.out) == colored


def test_a_rule_that_crashes_is_one_finding_and_the_run_goes_on(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crashing(context: RuleContext) -> Iterator[Finding]:
        raise ZeroDivisionError("oops")
        yield

    rule = two_writers.check._replace(run=crashing)
    monkeypatch.setattr(compilation, "FILE_RULES", (rule, *FILE_RULES))
    (work / "links.yaml").write_text(LINKS)
    monkeypatch.chdir(work)
    result = CliRunner().invoke(program.app, ["lint", "links.yaml", "--format", "concise"], standalone_mode=False)
    codes = {line.split("[")[1][:5] for line in result.stdout.splitlines() if "[PV" in line}
    assert codes == {"PV901", "PV201", "PV203"}
    assert result.return_value == 3


def test_a_bug_ends_with_3_and_a_log_file(
    work: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def crash(*arguments: object) -> LoadedPreview:
        raise RuntimeError("unforeseen")

    monkeypatch.setattr("previewctl.cli.inputs.load_preview", crash)
    monkeypatch.setattr(sys, "argv", ["previewctl", "lint", "preview.yaml"])
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.chdir(work)
    with pytest.raises(SystemExit) as ended:
        program.main()
    captured = capsys.readouterr()
    assert ended.value.code == 3
    assert captured.err.startswith("error: this is a bug in previewctl: RuntimeError: unforeseen\n")
    assert "Traceback" not in captured.err
    (log,) = tmp_path.glob("previewctl-*.log")
    assert str(log) in captured.err
    assert "Traceback" in log.read_text()


def test_lint_loads_only_what_it_needs(work: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "previewctl", "lint"],
        cwd=work,
        env=environment(),
        capture_output=True,
        check=True,
    )
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.decode().splitlines()}
    assert "pydantic_core" in loaded
    assert loaded & {"jinja2", "pydantic", "rich", "ruamel", "boto3", "github", "jira"} == set()


def test_a_plan_is_made_without_a_network_and_without_git(work: Path) -> None:
    done = run(work, "plan", "--pr", "1", "--branch", "x", "--sha", SHA, PATH=os.devnull)
    assert done.code == 0
