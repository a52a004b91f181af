"""Whether this run rewrites the expected findings, or compares with them."""

from __future__ import annotations

import os

import pytest


@pytest.fixture
def rewriting(request: pytest.FixtureRequest) -> bool:
    """`--update-goldens` was given, or PREVIEWCTL_UPDATE=1 where that option does not exist."""
    return bool(request.config.getoption("--update-goldens", default=os.environ.get("PREVIEWCTL_UPDATE") == "1"))
