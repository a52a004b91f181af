"""What is rendered and built once for all acceptance tests of a worker."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.acceptance import previews
from tests.acceptance.previews import SERVICES, Built, Tree
from tests.acceptance.variants import VARIANTS
from tests.realparts.fixtures import api_server, github

__all__ = ["api_server", "github"]

Variants = Callable[[str], Built]


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """The example shop, rendered for one pull request."""
    return previews.render(previews.SHOP, out=tmp_path_factory.mktemp("shop") / "out")


@pytest.fixture(scope="session")
def examples(shop: Tree) -> dict[str, Built]:
    """Each example's objects."""
    return {service: shop.build(service) for service in SERVICES}


@pytest.fixture(scope="session")
def variant(tmp_path_factory: pytest.TempPathFactory) -> Variants:
    """The objects of a variant by its name, built when it is first asked for."""
    known: dict[str, Built] = {}

    def build(name: str) -> Built:
        if name not in known:
            preview, platform = VARIANTS[name].texts()
            known[name] = previews.render_text(tmp_path_factory.mktemp(name), preview, platform).build("shop")
        return known[name]

    return build
