"""A push wakes a sleeping preview in the commit that publishes it, and `sync` does not wake one for nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest

from tests.cli.running import PLATFORM, PREVIEW, Run, git, inside

if TYPE_CHECKING:
    from tests.lifecycle.conftest import Organisation

NIGHTS = 'lifetime: {sleep: {weekdays: "20:00-07:00", weekends: true, timezone: Europe/Berlin}}\n'
NIGHT = datetime(2026, 11, 26, 22, 30, tzinfo=UTC)
NOON = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


def publish(organisation: Organisation, at: datetime, sha: str, *arguments: str) -> Run:
    app = organisation.work / "app"
    app.mkdir(exist_ok=True)
    (app / "preview.yaml").write_text(PREVIEW + NIGHTS)
    options = (
        "--pr",
        "42",
        "--branch",
        "topic",
        "--sha",
        sha,
        "--no-image-check",
        "--platform",
        str(organisation.platform),
    )
    with patch("previewctl.cli.publish.now", lambda: at):
        return inside(app, "publish", *options, "--gitops", str(organisation.remote), *arguments)


@pytest.fixture(params=["kubeGreen", "downscaler"])
def kind(request: pytest.FixtureRequest, organisation: Organisation, monkeypatch: pytest.MonkeyPatch) -> str:
    for name in ("GITHUB_TOKEN", "GH_TOKEN", "PREVIEWCTL_GITHUB_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GITHUB_REPOSITORY", "acme/orders-api")
    organisation.platform.write_text(f"{PLATFORM}sleep: {{kind: {request.param}}}\n")
    return str(request.param)


def test_a_push_at_night_keeps_the_preview_awake(organisation: Organisation, kind: str) -> None:
    done = publish(organisation, NIGHT, "a" * 40)
    assert done.code == 0, done.err
    until = "2026-11-27T19:00:00Z" if kind == "kubeGreen" else "2026-11-27T00:30:00Z"
    assert organisation.facts(42)["awakeUntil"] == until
    assert "replicas: 1" in organisation.overlay(42, "deployments.yaml")
    assert organisation.overlay(42, "hooks.yaml")
    tip = git(organisation.remote, "rev-parse", "previews")
    # The same commit once more is no push: not even an hour later does it write anything.
    again = publish(organisation, NIGHT.replace(hour=23), "a" * 40)
    assert again.code == 0
    assert git(organisation.remote, "rev-parse", "previews") == tip


def test_a_push_in_the_daytime_records_nothing(organisation: Organisation, kind: str) -> None:
    assert publish(organisation, NOON, "a" * 40).code == 0
    assert organisation.facts(42)["awakeUntil"] is None


def test_a_push_wakes_what_somebody_has_put_to_sleep(organisation: Organisation, kind: str) -> None:
    publish(organisation, NOON, "a" * 40, "--run-number", "1")
    organisation.inside("sleep", "42")
    assert organisation.facts(42)["asleep"] is True
    # The commit that put it to sleep leaves what tells newer runs from older.
    assert publish(organisation, NOON, "b" * 40, "--run-number", "2").code == 0
    assert organisation.facts(42)["asleep"] is False
    assert organisation.overlay(42, "hooks.yaml")


def test_a_rerun_of_the_same_commit_wakes_too_where_it_is_asked_to_try_again(
    organisation: Organisation, kind: str
) -> None:
    publish(organisation, NOON, "a" * 40)
    organisation.inside("sleep", "42")
    assert publish(organisation, NIGHT, "a" * 40).code == 0
    assert organisation.facts(42)["asleep"] is True
    assert publish(organisation, NIGHT, "a" * 40, "--retry").code == 0
    assert organisation.facts(42)["asleep"] is False
    assert organisation.facts(42)["awakeUntil"] is not None
