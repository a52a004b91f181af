"""What sleep renders and the examples of waking on request, read by the schemas of the programs that use them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from previewctl.plan.facts import Rest
from tests.acceptance import previews
from tests.acceptance.previews import ROOT
from tests.acceptance.variants import VARIANTS
from tests.realparts import argocd, kubeconform

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.acceptance

EXAMPLES = sorted((ROOT / "docs" / "examples").glob("*.yaml"))
WITHOUT_SCHEMA = {"Middleware"}
"""Traefik's, of which no test has the definition."""


def applicationset(tree: previews.Tree) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((tree.control / "applicationsets" / "shop.yaml").read_text())
    return found


@pytest.mark.parametrize("kind", ["kube-green", "downscaler"])
def test_argo_cd_leaves_the_replicas_alone_and_a_sync_still_applies_them(kind: str, tmp_path: Path) -> None:
    tree = previews.render_text(tmp_path, *VARIANTS[kind].texts())
    spec = applicationset(tree)["spec"]["template"]["spec"]
    assert spec["ignoreDifferences"] == [{"group": "apps", "kind": "Deployment", "jsonPointers": ["/spec/replicas"]}]
    assert "RespectIgnoreDifferences=true" not in spec["syncPolicy"]["syncOptions"]
    built = tree.build("shop")
    assert all(item["spec"]["replicas"] == 1 for item in built.of("Deployment"))
    assert all(argocd.permitted(tree.control / "appproject.yaml", built.objects).values())
    documents = [applicationset(tree), yaml.safe_load((tree.control / "appproject.yaml").read_text())]
    assert kubeconform.problems([*built.objects, *documents]) == []


def test_without_a_program_that_scales_argo_cd_keeps_the_replicas(tmp_path: Path) -> None:
    tree = previews.render_text(tmp_path, *VARIANTS["sleep"].texts())
    assert "ignoreDifferences" not in applicationset(tree)["spec"]["template"]["spec"]
    project = yaml.safe_load((tree.control / "appproject.yaml").read_text())
    assert "SleepInfo" not in {item["kind"] for item in project["spec"]["namespaceResourceWhitelist"]}


def test_kube_green_gets_the_hours_in_their_time_zone(tmp_path: Path) -> None:
    built = previews.render_text(tmp_path, *VARIANTS["kube-green"].texts()).build("shop")
    assert built["SleepInfo/preview"]["spec"] == {
        "weekdays": "1-5",
        "sleepAt": "20:00",
        "wakeUpAt": "07:00",
        "timeZone": "Europe/Berlin",
        "suspendStatefulSets": False,
    }
    assert previews.wave(built["SleepInfo/preview"]) == -40


def test_the_downscaler_gets_hours_that_end_at_midnight(tmp_path: Path) -> None:
    built = previews.render_text(tmp_path, *VARIANTS["downscaler"].texts()).build("shop")
    (namespace,) = built.of("Namespace")
    assert namespace["metadata"]["annotations"]["downscaler/downtime"] == (
        "Mon-Fri 20:00-24:00 Europe/Berlin,Tue-Sat 00:00-07:00 Europe/Berlin"
    )


@pytest.mark.parametrize(
    ("until", "excluded"),
    [
        pytest.param("2026-11-27T19:00:00Z", False, id="the evening of its schedule"),
        pytest.param("2026-11-28T12:00:00Z", True, id="beyond it"),
    ],
)
def test_kube_green_is_held_back_only_beyond_the_evening(until: str, excluded: bool) -> None:
    preview, platform = VARIANTS["kube-green"].texts()
    files = previews.overlay_of(preview, platform, rest=Rest(until))
    (info,) = [yaml.safe_load(text) for path, text in files.items() if path == "sleep.yaml"]
    assert ("excludeRef" in info["spec"]) == excluded
    assert kubeconform.problems([info]) == []


def test_asleep_by_hand_nothing_runs_and_the_volumes_stay(tmp_path: Path) -> None:
    preview, platform = VARIANTS["everything"].texts()
    awake = previews.overlay_of(preview, platform)
    asleep = previews.overlay_of(preview, platform, rest=Rest(asleep=True))
    assert set(awake) - set(asleep) == {"hooks.yaml"}
    assert "path: /spec/replicas" in asleep["kustomization.yaml"]
    # The app's pods carry the stamp of the hooks, which is the same: waking is no new version.
    assert awake["deployments.yaml"] == asleep["deployments.yaml"]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_an_example_has_the_form_that_its_programs_read(path: Path) -> None:
    objects = [item for item in yaml.safe_load_all(path.read_text()) if item["kind"] not in WITHOUT_SCHEMA]
    assert objects
    assert kubeconform.problems(objects) == []
