"""The rule about features that do not point at each other both ways; it needs an index of what is published."""

from __future__ import annotations

import pytest

from previewctl.compilation import LoadedPlatform, LoadedPreview, compile_preview, load_preview
from previewctl.plan.facts import Facts, PullRequest
from previewctl.plan.index import PreviewIndex
from previewctl.source.read import SourceText
from tests.cli.running import PREVIEW, SHA
from tests.unit.graph.samples import catalogue, published


def codes(back: str | None, number: int = 42) -> list[str]:
    """The codes for a preview that follows `billing-api#7`, which points back like this."""
    preview = load_preview(SourceText("preview.yaml", PREVIEW + "overrides:\n  billing-api: pr-7\n"))
    assert isinstance(preview, LoadedPreview)
    points = {} if back is None else {"orders_api": back}
    index = PreviewIndex.of([published("billing-api", 7, **points).preview])
    facts = Facts(PullRequest(number, "feature", SHA), previews=index)
    platform = LoadedPlatform(catalogue("orders-api", "billing-api"), None, None)
    return [item.code for item in compile_preview(preview, platform, facts).diagnostics]


@pytest.mark.parametrize("back", ["staging", "pr-41", "stub"])
def test_a_follower_that_is_not_followed_back_is_reported(back: str) -> None:
    assert "PV250" in codes(back)


@pytest.mark.parametrize("back", ["pr-42", None])
def test_one_that_is_followed_back_or_not_used_at_all_is_not(back: str | None) -> None:
    assert "PV250" not in codes(back)


def test_before_there_is_a_pull_request_only_staging_is_known_to_be_wrong() -> None:
    assert "PV250" in codes("staging", number=0)
    assert "PV250" not in codes("pr-42", number=0)
