"""kubeconform against every kind that previewctl emits."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import yaml

from tests.realparts import kubeconform, sample
from tests.realparts.programs import Object

EXTERNAL_SECRET: Object = {
    "apiVersion": "external-secrets.io/v1",
    "kind": "ExternalSecret",
    "metadata": {"name": "app"},
    "spec": {
        "refreshInterval": "1h",
        "secretStoreRef": {"kind": "ClusterSecretStore", "name": "aws"},
        "target": {"name": "app", "creationPolicy": "Owner"},
        "data": [{"secretKey": "KEY", "remoteRef": {"key": "preview/mailer/app"}}],
    },
}
PASSWORD: Object = {
    "apiVersion": "generators.external-secrets.io/v1alpha1",
    "kind": "Password",
    "metadata": {"name": "postgres"},
    "spec": {"length": 32, "digits": 8, "symbols": 0, "noUpper": False, "allowRepeat": True},
}
HTTP_ROUTE: Object = {
    "apiVersion": "gateway.networking.k8s.io/v1",
    "kind": "HTTPRoute",
    "metadata": {"name": "web"},
    "spec": {
        "parentRefs": [{"name": "previews", "namespace": "gateway"}],
        "hostnames": ["web-7.preview.example.com"],
        "rules": [{"backendRefs": [{"name": "web", "port": 80}]}],
    },
}
CUSTOM = (EXTERNAL_SECRET, PASSWORD, HTTP_ROUTE)


def _control() -> list[Object]:
    return [yaml.safe_load(file.read_text(encoding="utf-8")) for file in sorted(sample.CONTROL.rglob("*.yaml"))]


def test_good_objects_have_no_problems() -> None:
    assert kubeconform.problems([*sample.built(), *_control(), *CUSTOM]) == []


@pytest.mark.parametrize("item", [*CUSTOM, *_control()], ids=lambda item: str(item["kind"]))
@pytest.mark.parametrize("part", ["metadata", "spec"])
def test_a_field_that_a_custom_resource_lacks_is_found(item: Object, part: str) -> None:
    broken = copy.deepcopy(item)
    broken[part]["lables"] = {}
    (problem,) = kubeconform.problems([broken])
    assert problem.startswith(f"{item['kind']}/{item['metadata']['name']}: '/{part}")
    assert "lables" in problem


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["replica"], 1),
        (["replicas"], "two"),
        (["template", "spec", "nodeSelectr"], {}),
        (["template", "spec", "containers", 0, "imagePullPolicyy"], "Always"),
    ],
)
def test_a_wrong_field_of_a_deployment_is_found(path: list[str | int], value: object) -> None:
    deployment = copy.deepcopy(sample.find(sample.built(), "Deployment", "worker"))
    node: Any = deployment["spec"]
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value
    (problem,) = kubeconform.problems([deployment])
    assert problem.startswith("Deployment/worker: ")


def test_every_wrong_field_has_its_line() -> None:
    broken = copy.deepcopy(EXTERNAL_SECRET)
    broken["spec"]["target"]["creationPolicyy"] = "Owner"
    broken["spec"]["data"][0]["remoteRef"]["ky"] = "x"
    assert sorted(kubeconform.problems([broken])) == [
        "ExternalSecret/app: '/spec/data/0/remoteRef': additional properties 'ky' not allowed",
        "ExternalSecret/app: '/spec/target': additional properties 'creationPolicyy' not allowed",
    ]


def test_a_kind_without_a_schema_is_a_problem() -> None:
    unknown = {"apiVersion": "example.com/v1", "kind": "Surprise", "metadata": {"name": "x"}}
    assert kubeconform.problems([unknown]) == ["Surprise/x: could not find schema for Surprise"]
