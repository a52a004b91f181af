"""The rendered examples, once for all tests."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.acceptance import previews

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> previews.Tree:
    """The example shop, rendered for one pull request; nobody changes it."""
    return previews.render(previews.SHOP, out=tmp_path_factory.mktemp("rendered") / "out")


@pytest.fixture
def shop(rendered: previews.Tree, tmp_path: Path) -> Iterator[previews.Tree]:
    """A copy of it to edit."""
    copied = tmp_path / "out"
    shutil.copytree(rendered.directory, copied)
    yield previews.Tree(copied)
    shutil.rmtree(copied)
