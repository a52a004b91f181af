"""`previewctl wake` and `sleep`, through the records of a real GitOps repository."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.cli.running import PLATFORM, git

if TYPE_CHECKING:
    from tests.lifecycle.conftest import Organisation

NIGHTS = 'lifetime: {sleep: {weekdays: "20:00-07:00", weekends: true, timezone: Europe/Berlin}}\n'
NOON = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)  # a Friday
NIGHT = datetime(2026, 11, 26, 22, 30, tzinfo=UTC)


@pytest.fixture(params=["kubeGreen", "downscaler"])
def kind(request: pytest.FixtureRequest, organisation: Organisation) -> str:
    organisation.platform.write_text(f"{PLATFORM}sleep: {{kind: {request.param}}}\n")
    organisation.publish(42, more=NIGHTS)
    return str(request.param)


def at(organisation: Organisation, time: datetime) -> None:
    organisation.server.clock = time.timestamp


def test_a_preview_that_is_awake_is_left_alone(organisation: Organisation, kind: str) -> None:
    at(organisation, NOON)
    before = git(organisation.remote, "rev-parse", "previews")
    done = organisation.inside("wake", "42")
    assert (done.code, done.out) == (0, "orders-api/pr-42: is awake until 2026-11-27T19:00:00Z anyway\n")
    assert git(organisation.remote, "rev-parse", "previews") == before


def test_waking_at_night_scales_everything_up_in_one_commit(organisation: Organisation, kind: str) -> None:
    at(organisation, NIGHT)
    done = organisation.inside("wake", "42")
    until = "2026-11-27T19:00:00Z" if kind == "kubeGreen" else "2026-11-27T00:30:00Z"
    assert (done.code, done.out, done.err) == (0, f"orders-api/pr-42: wake until {until}\n", "")
    assert organisation.facts(42)["awakeUntil"] == until
    assert f'previewctl.dev/awake-until: "{until}"' in organisation.overlay(42, "namespace.yaml")
    assert "replicas: 1" in organisation.overlay(42, "deployments.yaml")
    assert organisation.overlay(42, "hooks.yaml")
    # kube-green acts in the evening alone, so nothing has to hold it back in this night.
    assert "excludeRef" not in organisation.overlay(42, "sleep.yaml")
    forced = "2000-01-01T00:00:00+00:00-2026-11-27T00:30:00+00:00"
    assert (f'downscaler/force-uptime: "{forced}"' in organisation.overlay(42, "namespace.yaml")) == (
        kind == "downscaler"
    )
    assert git(organisation.remote, "log", "-1", "--format=%s%n%b", "previews") == (
        f"orders-api/pr-42: wake until {until}\nPreviewctl-Rest: orders-api/pr-42"
    )


def test_waking_beyond_the_next_evening_holds_kube_green_back(organisation: Organisation, kind: str) -> None:
    at(organisation, NOON)
    done = organisation.inside("wake", "42", "--for", "12h")
    assert done.out == "orders-api/pr-42: wake until 2026-11-28T00:00:00Z\n"
    assert ("excludeRef" in organisation.overlay(42, "sleep.yaml")) == (kind == "kubeGreen")


def test_sleep_takes_the_pods_and_leaves_volumes_and_hooks_out(organisation: Organisation, kind: str) -> None:
    at(organisation, NOON)
    done = organisation.inside("sleep", "42")
    assert (done.code, done.out) == (0, "orders-api/pr-42: sleep until it is woken\n")
    assert organisation.facts(42)["asleep"] is True
    assert organisation.overlay(42, "hooks.yaml") == ""
    assert "path: /spec/replicas\n        value: 0" in organisation.overlay(42, "kustomization.yaml")
    again = organisation.inside("sleep", "42")
    assert again.out == "orders-api/pr-42: is asleep already\n"
    woken = organisation.inside("wake", "42", "--for", "30m")
    assert woken.code == 0
    assert organisation.facts(42)["asleep"] is False
    assert organisation.overlay(42, "hooks.yaml")


def test_a_dry_run_writes_nothing(organisation: Organisation, kind: str) -> None:
    before = git(organisation.remote, "rev-parse", "previews")
    done = organisation.inside("sleep", "42", "--dry-run")
    assert done.out == "orders-api/pr-42: sleep until it is woken (nothing was written)\n"
    assert git(organisation.remote, "rev-parse", "previews") == before


def test_an_ephemeral_database_is_not_put_to_sleep(organisation: Organisation) -> None:
    organisation.platform.write_text(f"{PLATFORM}sleep: {{kind: downscaler}}\nspot: {{policy: never}}\n")
    organisation.publish(7, more="spot: never\n", replace=('version: "17"', 'version: "17", persistence: ephemeral'))
    done = organisation.inside("sleep", "7")
    assert done.code == 2
    assert "postgres of orders-api is ephemeral: asleep it would lose its data" in done.err


def test_a_pull_request_without_a_preview_is_named(organisation: Organisation, kind: str) -> None:
    done = organisation.inside("wake", "43")
    assert done.code == 2
    assert "no preview is published for pull request 43" in done.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--for", "soon"), "is not a duration"),
        (("--until", "tomorrow"), "is no time"),
        (("--until", "2020-01-01T00:00Z"), "lies behind"),
        (("--for", "1h", "--until", "2026-11-28T00:00Z"), "contradict each other"),
    ],
)
def test_what_is_no_time_is_refused(organisation: Organisation, arguments: tuple[str, ...], said: str) -> None:
    done = organisation.inside("wake", "42", *arguments)
    assert done.code == 2
    assert said in done.err


def test_a_preview_without_hours_of_sleep_says_so(organisation: Organisation) -> None:
    organisation.platform.write_text(f"{PLATFORM}sleep: {{kind: kubeGreen}}\n")
    organisation.publish(42)
    done = organisation.inside("wake", "42", "--for", "30d")
    assert done.out == "orders-api/pr-42: is awake, and has no hours of sleep\n"
