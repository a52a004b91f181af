"""What tests of formats share."""

from __future__ import annotations

import pytest

from previewctl.reporters.findings import json_v1, sarif, sarif_rules
from tests.reporters.findings.explanations import explanation


@pytest.fixture
def fixed_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Explanations and a version that stay the same from release to release."""
    monkeypatch.setattr(sarif_rules, "explanation", explanation)
    monkeypatch.setattr(sarif, "__version__", "1.2.3")
    monkeypatch.setattr(json_v1, "__version__", "1.2.3")
