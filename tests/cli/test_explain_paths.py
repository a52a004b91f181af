"""What `explain` takes for a field, and what it does not guess."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.running import inside

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("migrations[0].command", "migrations.command"),
        ("migrations.command", "migrations.command"),
        ("checks[0].run[1]", "checks[].run"),
        ("checks[].run", "checks[].run"),
        ("checks[12]", "checks"),
        ("processes.web.command[0]", "processes.<name>.command"),
        ("preview.checks[0].name", "checks[].name"),
    ],
)
def test_the_items_of_lists_have_indexes(tmp_path: Path, text: str, field: str) -> None:
    done = inside(tmp_path, "explain", text)
    assert done.code == 0
    assert done.out.startswith(f"{field} in preview.yaml")


@pytest.mark.parametrize("text", ["service[0]", "processes[0]", "checks[x].run", "checks" + "[0]" * 5_000])
def test_what_is_no_list_has_no_index(tmp_path: Path, text: str) -> None:
    done = inside(tmp_path, "explain", text)
    assert done.code == 2
    assert "there is no code and no field" in done.err


@pytest.mark.parametrize("text", ["PV999", "PV2", "pv", "PV2030"])
def test_of_a_code_with_another_number_nothing_is_guessed(tmp_path: Path, text: str) -> None:
    done = inside(tmp_path, "explain", text)
    assert done.code == 2
    assert done.err == f"error: there is no code `{text}`\nhint: `previewctl rules` lists all codes\n"


def test_nothing_is_guessed_for_the_options_of_lint_either(work: Path) -> None:
    assert "did you mean" not in inside(work, "lint", "--select", "PV999").err
    (work / ".previewctl.toml").write_text('ignore = ["PV999"]\n')
    assert "did you mean" not in inside(work, "lint").out
