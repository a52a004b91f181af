"""What is said about databases without a volume: that this version renders none, and what is to come once one does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from previewctl.explain.lookup import explanation
from previewctl.rules import database_versions
from tests.rules.examples import codes_of, files
from tests.rules.linting import lint, shown

if TYPE_CHECKING:
    from pathlib import Path

SLEEP_OF_THE_PLATFORM = """\
databases: {redis: {version: "7.4", persistence: ephemeral}}
spot: never
# platform.yaml
defaults: {lifetime: {sleep: {weekends: true}}}
"""


@pytest.fixture
def _rendered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_versions, "EPHEMERAL_IS_RENDERED", True)


def findings(example: str, directory: Path) -> str:
    for path, text in files(example).items():
        (directory / path).write_text(text, encoding="utf-8")
    return shown(lint(directory / "preview.yaml"))


@pytest.mark.parametrize("code", ["PV309", "PV310"])
def test_a_version_that_renders_none_says_that_alone(code: str, tmp_path: Path) -> None:
    assert codes_of(explanation(code).bad, tmp_path) == ["PV311"]


@pytest.mark.usefixtures("_rendered")
@pytest.mark.parametrize("code", ["PV309", "PV310"])
def test_the_examples_once_one_is_rendered(code: str, tmp_path: Path) -> None:
    assert codes_of(explanation(code).bad, tmp_path) == [code]
    assert codes_of(explanation(code).good, tmp_path) == []


@pytest.mark.usefixtures("_rendered")
def test_what_is_rendered_is_supported(tmp_path: Path) -> None:
    assert codes_of(explanation("PV311").bad, tmp_path) == []


@pytest.mark.usefixtures("_rendered")
@pytest.mark.parametrize(
    ("example", "expected"),
    [
        (
            explanation("PV309").bad,
            (
                "8:50-8:59 PV309 a reclaimed spot node would set Redis back to its seed, for the spot policy is `preferred`"
                " | write `persistence: volume`, or `spot: never`\n"
            ),
        ),
        (
            explanation("PV310").bad,
            (
                "8:50-8:59 PV310 Redis would lose its data each time the preview sleeps"
                " | write `persistence: volume`, or remove `sleep`\n"
            ),
        ),
        (
            SLEEP_OF_THE_PLATFORM,
            "8:50-8:59 PV310 Redis would lose its data each time the preview sleeps | write `persistence: volume`\n",
        ),
    ],
)
def test_what_the_findings_say(example: str, expected: str, tmp_path: Path) -> None:
    assert findings(example, tmp_path) == expected
