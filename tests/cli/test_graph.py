"""`previewctl graph` over files, a GitOps tree, and both."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.running import PLATFORM, PREVIEW, inside
from tests.cli.running import run as run_outside
from tests.realparts.fake_github import PullRequest
from tests.unit.graph.trees import render

if TYPE_CHECKING:
    from pathlib import Path

BILLING = PREVIEW.replace("service: orders-api", "service: billing-api").partition("dependencies:")[0]


@pytest.fixture
def gitops(tmp_path: Path) -> Path:
    """A tree with `orders-api#42`, which uses `billing-api#7`, and `orders-api#43`, which uses staging."""
    tree = tmp_path / "gitops"
    render(tree, BILLING, 7, PLATFORM)
    render(tree, PREVIEW + "overrides:\n  billing-api: pr-7\n", 42, PLATFORM, "feature/refunds")
    render(tree, PREVIEW, 43, PLATFORM)
    (tree / "platform.yaml").write_text(PLATFORM, encoding="utf-8")
    return tree


def test_a_tree_shows_where_each_preview_points(gitops: Path) -> None:
    run = inside(gitops, "graph", "--gitops", ".")
    assert run.code == 0, run.err
    assert run.err == ""
    lines = run.out.splitlines()
    assert lines[:2] == ["orders-api", "└─ billing-api"]
    assert "orders-api#42  feature/refunds" in lines
    assert any(line.startswith("└─ billing-api#7: ") for line in lines)
    assert any(line.startswith("└─ billing-api  staging: ") for line in lines)
    assert lines[-1] == "2 services, 3 previews, 2 edges"


def test_json_has_every_edge(gitops: Path) -> None:
    data = json.loads(inside(gitops, "graph", "--gitops", ".", "--format", "json").out)
    assert data["schema"] == 1
    found = {
        (edge["source"]["pullRequest"], edge["kind"], (edge["target"] or {}).get("pullRequest"))
        for edge in data["edges"]
    }
    assert found == {(42, "preview", 7), (43, "staging", None)}
    assert data["diagnostics"] == []


@pytest.mark.parametrize(
    ("form", "begin"), [("mermaid", "flowchart LR"), ("dot", "digraph"), ("svg", "<svg"), ("html", "<!doctype")]
)
def test_each_format_is_one_document(gitops: Path, form: str, begin: str) -> None:
    run = inside(gitops, "graph", "--gitops", ".", "--format", form)
    assert run.code == 0
    assert run.out.startswith(begin)
    assert run.out.endswith("\n")


def test_check_fails_where_a_target_is_gone(gitops: Path) -> None:
    assert inside(gitops, "graph", "--gitops", ".", "--check").code == 0
    (gitops / "previews/billing-api/pr-7/preview.json").unlink()
    run = inside(gitops, "graph", "--gitops", ".", "--check")
    assert run.code == 1
    assert "PV247" in run.out
    assert "PV250" in run.out


def test_a_file_s_override_is_looked_up_in_the_tree(gitops: Path, tmp_path: Path) -> None:
    (tmp_path / "preview.yaml").write_text(PREVIEW + "overrides:\n  billing-api: pr-9\n", encoding="utf-8")
    run = inside(
        tmp_path, "graph", "preview.yaml", "--gitops", "gitops", "--check", "--platform", "gitops/platform.yaml"
    )
    assert run.code == 1
    assert "preview.yaml:19:3" in run.out
    assert "published are `pr-7`" in run.out


def test_several_repositories_are_one_graph(tmp_path: Path) -> None:
    for name, text in (("orders", PREVIEW), ("billing", BILLING)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "preview.yaml").write_text(text, encoding="utf-8")
    run = inside(tmp_path, "graph", "orders", "billing")
    assert run.out.splitlines()[:2] == ["orders-api", "└─ billing-api"]


def test_one_service_s_neighbourhood_is_enough(gitops: Path) -> None:
    data = json.loads(inside(gitops, "graph", "--gitops", ".", "--service", "billing-api", "--format", "json").out)
    assert {item["name"] for item in data["services"]} == {"orders-api", "billing-api"}
    run = inside(gitops, "graph", "--gitops", ".", "--service", "biling-api")
    assert run.code == 2
    assert "did you mean `billing-api`?" in run.err


def test_what_is_no_tree_is_named(tmp_path: Path) -> None:
    assert "there is no directory" in inside(tmp_path, "graph", "--gitops", "nowhere").err
    run = inside(tmp_path, "graph", "--gitops", ".")
    assert (run.code, "has no `previews/`" in run.err) == (2, True)


def test_a_file_that_cannot_be_read_is_said_and_the_others_shown(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(PREVIEW, encoding="utf-8")
    (tmp_path / "bad.yaml").write_text("service: [", encoding="utf-8")
    run = inside(tmp_path, "graph", "good.yaml", "bad.yaml")
    assert run.code == 1
    assert "PV005" in run.err
    assert "billing-api" in run.out


def test_a_feature_is_shown_by_its_branch_or_by_one_preview(gitops: Path) -> None:
    by_branch = inside(gitops, "bundle", "feature/refunds", "--gitops", ".")
    assert by_branch.code == 0, by_branch.err
    assert by_branch.out.splitlines()[0] == "open first: https://orders-api-pr-42.preview.example.com"
    assert "billing-api#7  feature  (orders-api#42 points at it)" in by_branch.out
    assert inside(gitops, "bundle", "--pr", "orders-api#42", "--gitops", ".").out == by_branch.out
    assert json.loads(inside(gitops, "bundle", "feature/refunds", "--format", "json").out)["mismatches"] == []


def test_a_feature_needs_one_name(gitops: Path) -> None:
    assert inside(gitops, "bundle").code == 2
    assert "write the service and the number" in inside(gitops, "bundle", "--pr", "42").err
    assert "is not published here" in inside(gitops, "bundle", "--pr", "orders-api#99").err


def test_pull_requests_of_the_branch_without_a_preview_are_named(gitops: Path) -> None:
    pulls = [
        PullRequest(number=9, repo="acme/billing-api", labels=["preview"], branch="feature/refunds"),
        PullRequest(number=8, repo="acme/billing-api", branch="feature/refunds"),
        PullRequest(number=42, repo="acme/orders-api", labels=["preview"], branch="feature/refunds"),
        PullRequest(number=5, repo="acme/billing-api", branch="feature/refunds", state="closed"),
    ]
    (gitops / "pulls.json").write_text(json.dumps([pull.as_json() for pull in pulls]), encoding="utf-8")
    run = inside(gitops, "bundle", "feature/refunds", "--pulls", "pulls.json")
    assert run.out.splitlines()[-2:] == [
        "note: billing-api#9 of the same branch is not published yet",
        "note: billing-api#8 of the same branch has not the label",
    ]
    data = json.loads(inside(gitops, "bundle", "feature/refunds", "--pulls", "pulls.json", "--format", "json").out)
    assert [item["number"] for item in data["withoutPreview"]] == [9, 8]


@pytest.mark.parametrize("form", ["svg", "html", "dot", "mermaid"])
def test_a_document_is_utf_8_whatever_the_locale_says(gitops: Path, form: str) -> None:
    render(gitops, BILLING, 8, PLATFORM, "größe")
    run = run_outside(
        gitops, "graph", "--gitops", ".", "--format", form, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0"
    )
    assert run.code == 0, run.err
    assert ("größe" in run.out) == (form != "mermaid")
    assert "\\xf6" not in run.out
