"""How a missing or a failing program shows itself in a test."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.realparts import programs

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no tool be installed, and no setting of the machine count."""
    monkeypatch.setenv("PREVIEWCTL_TOOLS_CACHE", str(tmp_path))
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv("PREVIEWCTL_REQUIRE_TOOLS", raising=False)


def test_a_missing_tool_skips_with_the_command_that_builds_it() -> None:
    with pytest.raises(pytest.skip.Exception, match=r"python -m tests\.tools kustomize"):
        programs.directory("kustomize")


@pytest.mark.parametrize(("name", "value"), [("CI", "true"), ("PREVIEWCTL_REQUIRE_TOOLS", "1")])
def test_a_missing_tool_fails_where_it_must_be_there(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(pytest.fail.Exception, match="REAL PART MISSING"):
        programs.directory("kustomize")


def test_a_failing_program_shows_its_stderr() -> None:
    with pytest.raises(AssertionError, match="exit code 3:\nno such thing"):
        programs.run([sys.executable, "-c", "import sys; print('no such thing', file=sys.stderr); sys.exit(3)"])


def test_an_accepted_exit_code_gives_the_output() -> None:
    assert programs.run([sys.executable, "-c", "import sys; print(1); sys.exit(3)"], accepted=(3,)) == "1\n"


def test_a_label_names_kind_namespace_and_name() -> None:
    assert programs.label({"kind": "Job", "metadata": {"namespace": "a", "name": "b"}}) == "Job/a/b"
    assert programs.label({"kind": "Job", "metadata": {"generateName": "b-"}}) == "Job/b-"
