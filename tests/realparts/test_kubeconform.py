"""kubeconform against every kind that previewctl emits."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest

from tests.realparts import kubeconform, sample

if TYPE_CHECKING:
    from tests.realparts.programs import Object


def test_good_objects_have_no_problems() -> None:
    assert kubeconform.problems([*sample.built(), *sample.control(), *sample.CUSTOM]) == []


@pytest.mark.parametrize("item", [*sample.CUSTOM, *sample.control()], ids=lambda item: str(item["kind"]))
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
    broken = copy.deepcopy(sample.EXTERNAL_SECRET)
    broken["spec"]["target"]["creationPolicyy"] = "Owner"
    broken["spec"]["data"][0]["remoteRef"]["ky"] = "x"
    assert sorted(kubeconform.problems([broken])) == [
        "ExternalSecret/app: '/spec/data/0/remoteRef': additional properties 'ky' not allowed",
        "ExternalSecret/app: '/spec/target': additional properties 'creationPolicyy' not allowed",
    ]


def test_a_kind_without_a_schema_is_a_problem() -> None:
    unknown = {"apiVersion": "example.com/v1", "kind": "Surprise", "metadata": {"name": "x"}}
    assert kubeconform.problems([unknown]) == ["Surprise/x: could not find schema for Surprise"]
