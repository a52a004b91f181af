"""The option that writes the golden files anew."""

from __future__ import annotations

import pytest

OPTION = "--update-goldens"


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest tests/golden --update-goldens`."""
    parser.addoption(OPTION, action="store_true", help="write tests/golden/ anew from what is rendered now")


@pytest.fixture
def update_goldens(pytestconfig: pytest.Config) -> bool:
    """Whether the golden files are to be written; the option is unknown where all tests are collected."""
    return bool(pytestconfig.getoption(OPTION, default=False))
