"""Lints cases of the corpus in this process, and writes their findings as the `.out` files have them."""

from __future__ import annotations

import contextlib
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from previewctl.cli.app import app

HERE = Path(__file__).parent
ROOT = HERE.parent.parent

Finding = dict[str, Any]


def cases(prefix: str) -> list[str]:
    """The cases whose file name starts with `prefix`, as `PV203/bad_typo`."""
    return sorted(
        path.relative_to(HERE).with_suffix("").as_posix()
        for path in HERE.glob("PV*/*.yaml")
        if path.name.startswith(prefix)
    )


def source(case: str) -> Path:
    """The preview.yaml of a case."""
    return HERE / f"{case}.yaml"


ON_A_BRANCH = {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "pull_request"}
"""What is linted belongs to a pull request, whatever branch of previewctl is checked out."""


def lint(*paths: Path, options: tuple[str, ...] = ()) -> list[Finding]:
    """What `previewctl lint` finds, with the platform.yaml beside the files, else with none."""
    with contextlib.chdir(ROOT):  # so that no message holds a path of this machine
        names = [str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path) for path in paths]
        arguments = ["lint", "--format", "json", *options, *names]
        result = CliRunner(env=ON_A_BRANCH).invoke(app, arguments, standalone_mode=False)
    assert result.exception is None, result.exception
    found: list[Finding] = json.loads(result.stdout)["diagnostics"]
    return found


@cache
def findings(case: str) -> list[Finding]:
    """What `previewctl lint` finds in one case; each is linted once."""
    return lint(source(case))


def shown(found: list[Finding]) -> str:
    """One line for each finding: `line:column-line:column CODE message | help`."""
    return "".join(f"{_place(item)} {item['code']} {item['message']} | {item['help']}\n" for item in found)


def _place(item: Finding) -> str:
    start, end = item["start"], item["end"]
    return f"{start['line']}:{start['column']}-{end['line']}:{end['column']}"


def text_under(path: Path, item: Finding) -> str:
    """The characters of a file that a finding points at."""
    lines = re.split(r"(?<=\n)", path.read_bytes().decode())
    before = [sum(map(len, lines[: place["line"] - 1])) + place["column"] - 1 for place in (item["start"], item["end"])]
    return "".join(lines)[before[0] : before[1]]
