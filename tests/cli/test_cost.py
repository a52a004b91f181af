"""`previewctl cost`, on the examples."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.running import git, inside

SHOP = Path(__file__).parents[2] / "examples" / "shop"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """The example in a repository of its own, committed."""
    shutil.copytree(SHOP, tmp_path / "examples/shop", ignore=shutil.ignore_patterns("node_modules"))
    shutil.copytree(SHOP.parents[1] / "seed-data", tmp_path / "seed-data")
    git(tmp_path / "examples/shop", "init", "--quiet")
    git(tmp_path / "examples/shop", "add", "--all")
    git(tmp_path / "examples/shop", "commit", "--quiet", "--message", "The shop")
    return tmp_path / "examples/shop"


def test_every_part_of_every_preview_is_priced(shop: Path) -> None:
    found = inside(shop, "cost", ".", "--format", "json")

    assert found.code == 0, found.err
    previews = {item["name"]: item for item in json.loads(found.out)["previews"]}
    assert set(previews) == {"pv-billing-api-0", "pv-orders-api-0", "pv-shop-web-0"}
    lines = [line["component"] for line in previews["pv-billing-api-0"]["lines"]]
    assert lines == ["process web", "database postgres", "volume postgres", "load balancer"]


def test_the_table_ends_with_the_sum_and_the_sources(shop: Path) -> None:
    found = inside(shop, "cost", "billing-api")

    assert found.code == 0
    assert "  total " in found.out
    assert "Prices: OpenCost configs/default.json" in found.out


def test_a_comparison_says_what_a_change_costs(shop: Path) -> None:
    file = shop / "billing-api" / "preview.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("web: small", "web: large"), encoding="utf-8")

    found = inside(shop, "cost", "billing-api", "--compare", "HEAD", "--format", "markdown")

    assert "`pv-billing-api-0` (+$" in found.out


def test_a_file_that_was_not_there_costs_all_of_itself_more(shop: Path) -> None:
    shutil.copytree(shop / "billing-api", shop / "later")
    shutil.rmtree(shop / "billing-api")

    found = inside(shop, "cost", "later", "--compare", "HEAD", "--format", "json")

    preview = json.loads(found.out)["previews"][0]
    assert sum(float(item["difference"]) for item in preview["changes"]) == pytest.approx(
        float(preview["scheduled"]), abs=0.03
    )


def test_a_ref_that_git_does_not_know_is_said(shop: Path) -> None:
    found = inside(shop, "cost", "billing-api", "--compare", "nowhere")

    assert found.code == 2
    assert "git knows no `nowhere` here" in found.err


def test_what_is_published_is_priced_and_held_against_the_budget(shop: Path) -> None:
    assert inside(shop, "render", ".", "--pr", "7", "--out", "out", "-q").code == 0
    platform = shop / "platform.yaml"
    text = platform.read_text(encoding="utf-8")
    assert "ceilings:" not in text
    platform.write_text(f"{text}\nceilings: {{monthlyCostOfAll: 5}}\n", encoding="utf-8")

    found = inside(shop, "cost", "--gitops", "out", "--platform", "platform.yaml")

    assert found.code == 1
    assert "3 previews:" in found.out
    assert "all previews cost $" in found.err
    assert "and $5.00 is the most" in found.err


def test_a_directory_without_previews_is_said(shop: Path) -> None:
    found = inside(shop, "cost", "--gitops", ".", "--platform", "platform.yaml")

    assert found.code == 2
    assert "no `previews` directory" in found.err
