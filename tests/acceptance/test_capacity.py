"""The formulas of `previewctl capacity` against the requests that Argo CD's own generator makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from previewctl.cost.capacity import requests_per_reconcile
from previewctl.render.control import render_control
from tests.realparts.argocd import generate
from tests.realparts.fake_github import FakeGitHub, PullRequest
from tests.unit.plan.planning import platform

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.acceptance


def requests(directory: Path, services: dict[str, int], labelled: int) -> int:
    """How many requests one reconcile of all ApplicationSets makes, each service with that many open pull requests."""
    control, previews = directory / "control", directory / "tree"
    names = ", ".join(f"{name}: {{repository: acme/{name}}}" for name in services)
    for path, content in render_control(platform(services=f"{{{names}}}")).items():
        if path.startswith("argocd/applicationsets/"):
            target = control / path.rpartition("/")[2]
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    (previews / "previews").mkdir(parents=True)
    pulls = [
        PullRequest(number=number, repo=f"acme/{name}", labels=["preview"] if number <= labelled else [])
        for name, count in services.items()
        for number in range(1, count + 1)
    ]
    with FakeGitHub(*pulls, repos=tuple(f"acme/{name}" for name in services)) as github:
        generate(control, previews, github.url)
        return len(github.requests)


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 250])
def test_one_reconcile_lists_as_many_pages_as_the_formula_says(tmp_path: Path, count: int) -> None:
    assert requests(tmp_path, {"orders-api": count}, labelled=5) == requests_per_reconcile(count)


def test_labels_save_no_request(tmp_path: Path) -> None:
    assert requests(tmp_path, {"orders-api": 150}, labelled=0) == requests_per_reconcile(150)


def test_every_application_set_lists_for_itself(tmp_path: Path) -> None:
    counts = {"orders-api": 120, "billing-api": 3, "shop-web": 0}

    assert requests(tmp_path, counts, labelled=2) == sum(map(requests_per_reconcile, counts.values()))
