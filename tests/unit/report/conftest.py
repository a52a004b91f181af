"""Lets tests have a GitHub on loopback with one pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.realparts.fake_github import PullRequest
from tests.realparts.fixtures import github
from tests.unit.report.stage import Stage

if TYPE_CHECKING:
    from tests.realparts.fake_github import FakeGitHub

__all__ = ["github"]


@pytest.fixture
def stage(github: FakeGitHub) -> Stage:
    """Pull request 5 of acme/shop, with the preview of its service orders-api."""
    github.pulls.append(PullRequest(number=5, labels=["preview"], sha="a" * 40))
    return Stage(github)
