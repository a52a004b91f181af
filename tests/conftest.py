"""The option that writes what tests expect anew."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest --update-goldens`: golden trees, expected findings and snapshots, from what previewctl does now."""
    parser.addoption("--update-goldens", action="store_true", help="write what the tests expect anew; read the diff")


@pytest.fixture
def update_goldens(pytestconfig: pytest.Config) -> bool:
    """Whether expectations are to be written instead of compared with."""
    return bool(pytestconfig.getoption("--update-goldens"))
