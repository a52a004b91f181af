"""Whole runs: exit code, stdout and stderr together, as a person sees them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.running import LINKS, OVERRIDES, PREVIEW, SHA, Run, run

Snapshot = Callable[[str, Run], None]
AT = ("--pr", "42", "--branch", "new-prices", "--sha", SHA)

RUNS: dict[str, tuple[str, ...]] = {
    "help": ("--help",),
    "help_lint": ("lint", "--help"),
    "version": ("--version",),
    "no_command": (),
    "unknown_option": ("lint", "--formt", "json"),
    "unknown_command": ("lnt",),
    "lint_good": ("lint",),
    "lint_good_quiet": ("lint", "-q"),
    "lint_bad": ("lint", "bad/preview.yaml"),
    "lint_links": ("lint", "links.yaml"),
    "lint_links_concise": ("lint", "links.yaml", "--format", "concise"),
    "lint_links_json": ("lint", "links.yaml", "--format", "json"),
    "lint_missing_file": ("lint", "previw.yaml"),
    "lint_directory": ("lint", "bad"),
    "lint_empty_directory": ("lint", "empty"),
    "lint_several": ("lint", "preview.yaml", "bad/preview.yaml"),
    "lint_same_service_twice": ("lint", "preview.yaml", "links.yaml"),
    "lint_unknown_format": ("lint", "--format", "xml"),
    "lint_missing_platform": ("lint", "--platform", "nowhere.yaml"),
    "plan": ("plan", *AT),
    "plan_of_bad": ("plan", "links.yaml"),
    "explain_variable": ("plan", *AT, "--explain", "env.BILLING_API_URL"),
    "explain_override": ("plan", "overridden.yaml", *AT, "--explain", "env.BILLING_API_URL"),
    "lint_overridden": ("lint", "overridden.yaml", "--ready-to-merge"),
    "explain_code": ("explain", "PV204"),
    "explain_field": ("explain", "databases.postgres.version"),
    "explain_nothing": ("explain", "PV999"),
    "explain_value": ("plan", *AT, "--explain", "spot.policy"),
    "explain_unknown_variable": ("plan", *AT, "--explain", "env.BILLING_API_ULR"),
    "explain_unknown_value": ("plan", *AT, "--explain", "lifetme.idle"),
    "wrong_sha": ("plan", "--sha", "abc"),
    "negative_pull_request": ("plan", "--pr", "-1"),
    "render_json_of_bad": ("render", "links.yaml", "--format", "json"),
    "schema_of_nothing": ("schema", "prevew"),
}


@pytest.mark.parametrize("name", RUNS)
def test_a_run_looks_like_this(work: Path, snapshot: Snapshot, name: str) -> None:
    (work / "empty").mkdir()
    (work / "links.yaml").write_text(LINKS, encoding="utf-8")
    (work / "overridden.yaml").write_text(PREVIEW + OVERRIDES, encoding="utf-8")
    snapshot(name, run(work, *RUNS[name]))


def test_standard_input_is_a_file_named_by_a_dash(work: Path, snapshot: Snapshot) -> None:
    snapshot("lint_stdin", run(work, "lint", "-", stdin=LINKS))


def test_without_a_preview_yaml_anywhere(tmp_path: Path, snapshot: Snapshot) -> None:
    (tmp_path / ".git").mkdir()
    snapshot("lint_nothing", run(tmp_path, "lint"))


def test_a_narrow_terminal(work: Path, snapshot: Snapshot) -> None:
    snapshot("help_narrow", run(work, "--help", COLUMNS="40"))


def test_colour_when_it_is_asked_for(work: Path, snapshot: Snapshot) -> None:
    snapshot("lint_in_colour", run(work, "lint", "bad", "--color", "always"))


def test_no_snapshot_is_left_over() -> None:
    directory = Path(__file__).parent / "snapshots"
    used = {*RUNS, "lint_stdin", "lint_nothing", "help_narrow", "lint_in_colour"}
    assert {path.stem for path in directory.glob("*.txt")} <= used
