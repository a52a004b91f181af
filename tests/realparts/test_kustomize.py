"""Kustomize's build of the sample overlay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.realparts import kustomize, sample

if TYPE_CHECKING:
    from pathlib import Path


def test_the_overlay_is_built_with_its_base_and_its_component() -> None:
    objects = sample.built()
    assert {item["kind"] for item in objects} == {
        "ConfigMap",
        "Deployment",
        "Job",
        "Namespace",
        "NetworkPolicy",
        "Service",
        "ServiceAccount",
    }
    assert sample.find(objects, "Namespace", sample.NAMESPACE)
    pod = sample.find(objects, "Deployment", "redis")["spec"]["template"]["spec"]
    assert pod["serviceAccountName"] == "preview"


def test_the_name_of_a_generated_config_map_is_followed() -> None:
    objects = sample.built()
    (config,) = (item for item in objects if item["kind"] == "ConfigMap")
    container = sample.find(objects, "Job", "migrate")["spec"]["template"]["spec"]["containers"][0]
    assert container["envFrom"] == [{"configMapRef": {"name": config["metadata"]["name"]}}]
    assert config["data"] == {"SMTP_HOST": "smtp.staging.example.com"}


def test_a_broken_overlay_fails_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "kustomization.yaml").write_text("resources: [absent.yaml]\n")
    with pytest.raises(AssertionError, match=r"absent\.yaml"):
        kustomize.build(tmp_path)
