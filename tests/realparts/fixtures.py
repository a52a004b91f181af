"""Fixtures over the real parts that are worth starting once: a plugin for pytest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.realparts.apiserver import ApiServer
from tests.realparts.fake_github import FakeGitHub

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def api_server() -> Iterator[ApiServer]:
    """An API server with the custom resources defined, one for each worker.

    Under pytest-xdist mark its tests with `xdist_group("apiserver")` and run with `--dist loadgroup`, so that one
    worker has them all and only one server starts.
    """
    with ApiServer() as server:
        server.install_crds()
        yield server


@pytest.fixture
def github() -> Iterator[FakeGitHub]:
    """A GitHub without pull requests; a test adds its own to `pulls`."""
    with FakeGitHub() as server:
        yield server
