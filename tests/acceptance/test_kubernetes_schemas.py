"""Every variant's objects against the schemas of Kubernetes and of each custom resource, strictly; and kube-score's opinion."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.kube_score_exceptions import EXCEPTIONS, Remark
from tests.acceptance.previews import SERVICES, Built
from tests.acceptance.variants import VARIANTS
from tests.realparts import kube_score, kubeconform

if TYPE_CHECKING:
    from tests.acceptance.conftest import Variants
    from tests.realparts.kube_score import Problem

pytestmark = pytest.mark.acceptance


@pytest.mark.parametrize("name", VARIANTS)
def test_every_object_satisfies_its_schema(variant: Variants, name: str) -> None:
    assert kubeconform.problems(variant(name).objects) == []


@pytest.mark.parametrize("service", SERVICES)
def test_every_object_of_an_example_satisfies_its_schema(examples: dict[str, Built], service: str) -> None:
    assert kubeconform.problems(examples[service].objects) == []


def test_every_object_has_a_schema(variant: Variants) -> None:
    unknown = {"apiVersion": "example.com/v1", "kind": "Surprise", "metadata": {"name": "x"}}
    assert kubeconform.problems([*variant("least").objects, unknown]) != []


@pytest.fixture(scope="module")
def remarks(examples: dict[str, Built]) -> list[Problem]:
    """All that kube-score has against the examples."""
    return [problem for built in examples.values() for problem in kube_score.problems(built.objects)]


def test_kube_score_has_nothing_against_the_examples_but_what_is_justified(remarks: list[Problem]) -> None:
    assert [problem for problem in remarks if not any(remark.covers(problem) for remark in EXCEPTIONS)] == []


@pytest.mark.parametrize("remark", EXCEPTIONS, ids=str)
def test_an_exception_from_kube_score_is_still_needed(remarks: list[Problem], remark: Remark) -> None:
    assert any(remark.covers(problem) for problem in remarks)
