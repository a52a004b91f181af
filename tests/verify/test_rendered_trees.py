"""Everything that previewctl renders is proven to start in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from previewctl.verify.kustomize.building import build
from previewctl.verify.scenarios import Scenario
from previewctl.verify.verification import verify
from tests.acceptance import previews
from tests.acceptance.previews import SERVICES, Tree
from tests.acceptance.variants import VARIANTS

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("service", SERVICES)
def test_an_example_is_proven_in_every_scenario(service: str, rendered: Tree) -> None:
    verdict = verify(build(str(rendered.overlay(service))))
    assert verdict.findings == ()
    assert all(verdict.proven(scenario) for scenario in Scenario)


def test_the_order_of_the_large_example_is_the_whole_one(rendered: Tree) -> None:
    assert verify(build(str(rendered.overlay("orders-api")))).chain == (
        "mongodb, postgres, redis ready < seed-mongodb, seed-postgres, seed-redis < migrate < release, postdeploy < "
        "beat, web, worker serving"
    )


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_is_proven_in_every_scenario(name: str, tmp_path: Path) -> None:
    tree = previews.render_text(tmp_path, *VARIANTS[name].texts())
    assert verify(build(str(tree.overlay("shop")))).findings == ()
