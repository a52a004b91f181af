"""What a real Kubernetes API server says of every object, in a namespace that enforces the restricted standard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from tests.acceptance.previews import SERVICES, Built, Tree, label, pod
from tests.acceptance.variants import VARIANTS

if TYPE_CHECKING:
    from tests.acceptance.conftest import Variants
    from tests.realparts.apiserver import ApiServer

pytestmark = [pytest.mark.acceptance, pytest.mark.slow, pytest.mark.xdist_group("apiserver")]

TRIED = [name for name in VARIANTS if name != "generator-git"]


@pytest.mark.parametrize("service", SERVICES)
def test_an_example_is_accepted_without_a_warning(
    api_server: ApiServer, examples: dict[str, Built], service: str
) -> None:
    assert api_server.dry_run(examples[service].objects) == []


@pytest.mark.parametrize("service", SERVICES)
def test_an_example_s_namespace_enforces_the_standard(
    api_server: ApiServer, examples: dict[str, Built], service: str
) -> None:
    built = examples[service]
    api_server.dry_run(built.objects)
    item = built.workloads()[0]
    loose = {
        **pod(item),
        "containers": [{**each, "securityContext": {}} for each in pod(item)["containers"]],
        "securityContext": {},
    }
    changed = {**item, "spec": {**item["spec"], "template": {**item["spec"]["template"], "spec": loose}}}
    (problem,) = api_server.dry_run([changed])
    assert "would violate PodSecurity" in problem, label(item)


@pytest.mark.parametrize("name", TRIED)
def test_a_variant_is_accepted_without_a_warning(api_server: ApiServer, variant: Variants, name: str) -> None:
    assert api_server.dry_run(variant(name).objects) == []


def test_the_control_part_is_accepted(api_server: ApiServer, shop: Tree) -> None:
    documents = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(shop.control.rglob("*.yaml"))]
    assert api_server.dry_run(documents, "argocd") == []
