"""One mistake, one finding: at its place, and with the right word where the mistake is a slip."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from previewctl.cli.app import app
from tests.bars.mistakes import EXAMPLES, MAKERS, mistake

if TYPE_CHECKING:
    from pathlib import Path

SEED = 20261124
MISTAKES = 300


def lint(path: Path) -> list[dict[str, object]]:
    with contextlib.chdir(path.parent):
        result = CliRunner().invoke(
            app,
            ["lint", "--format", "json", "--platform", str(EXAMPLES / "platform.yaml"), path.name],
            standalone_mode=False,
        )
    assert result.exception is None, result.exception
    found: list[dict[str, object]] = json.loads(result.stdout)["diagnostics"]
    return found


@pytest.mark.parametrize("index", range(MISTAKES))
def test_a_single_mistake_has_a_single_finding(index: int, tmp_path: Path) -> None:
    made = mistake(SEED, index)
    path = tmp_path / "preview.yaml"
    path.write_text(made.text, encoding="utf-8")
    found = lint(path)
    shown = [f"{item['start']} {item['code']} {item['message']} | {item['help']}" for item in found]
    assert len(found) == 1, (made.kind, shown)
    (item,) = found
    assert item["code"] in made.codes, (made.kind, shown)
    start, end = item["start"], item["end"]
    assert isinstance(start, dict)
    assert isinstance(end, dict)
    assert start["line"] == made.line, (made.kind, shown)
    if made.under is not None:
        assert made.text[start["offset"] : end["offset"]] == made.under, (made.kind, shown)
    if made.suggestion is not None:
        assert f"{made.suggestion}" in str(item["help"]), (made.kind, made.suggestion, shown)


def test_a_mistake_is_a_function_of_seed_and_index() -> None:
    assert mistake(1, 5) == mistake(1, 5)
    assert len({mistake(SEED, index).text for index in range(MISTAKES)}) > 0.7 * MISTAKES


def test_every_kind_of_mistake_is_made() -> None:
    assert len({mistake(SEED, index).kind for index in range(MISTAKES)}) >= len(set(MAKERS)) - 1
