"""`previewctl simulate`: which Applications come, change and go."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.running import PLATFORM, PREVIEW, SHA, inside
from tests.cli.running import run as run_outside
from tests.realparts.fake_github import FakeGitHub, PullRequest
from tests.unit.graph.trees import render

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.running import Run

BILLING = PREVIEW.replace("service: orders-api", "service: billing-api").partition("dependencies:")[0]
ORDERS = "acme/orders-api"
OTHER = "f" * 40


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A platform, a tree with orders-api 42, which uses billing-api 7, and pull requests of both repositories."""
    tree = tmp_path / "gitops"
    render(tree, BILLING, 7, PLATFORM)
    render(tree, PREVIEW + "overrides:\n  billing-api: pr-7\n", 42, PLATFORM, "feature/refunds")
    (tmp_path / "platform.yaml").write_text(PLATFORM, encoding="utf-8")
    pulls = [
        PullRequest(number=42, repo=ORDERS, labels=["preview"], branch="feature/refunds"),
        PullRequest(number=43, repo=ORDERS, labels=["preview"], branch="not-built"),
        PullRequest(number=44, repo=ORDERS, labels=["Preview"]),
        PullRequest(number=7, repo="acme/billing-api", labels=["bug", "preview"]),
    ]
    (tmp_path / "pulls.json").write_text(json.dumps([pull.as_json() for pull in pulls]), encoding="utf-8")
    return tmp_path


def simulate(here: Path, *arguments: str) -> Run:
    return inside(here, "simulate", "--pulls", "pulls.json", "--gitops", "gitops", *arguments)


def data(here: Path, *arguments: str) -> dict[str, Any]:
    """The services by their names."""
    run = simulate(here, *arguments, "--format", "json")
    assert run.code == 0, run.err
    return {item["service"]: item for item in json.loads(run.out)["services"]}


def test_what_is_labelled_and_published_is_created(here: Path) -> None:
    found = data(here)
    (created,) = found["orders-api"]["create"]
    assert (created["name"], created["namespace"]) == ("pv-orders-api-42", "pv-orders-api-42")
    assert created["url"] == "https://orders-api-pr-42.preview.example.com"
    assert created["targets"] == {"billing-api": "pr-7"}
    assert created["path"].startswith("previews/orders-api/pr-42/")
    assert found["orders-api"]["waiting"] == [43]
    assert [item["name"] for item in found["billing-api"]["create"]] == ["pv-billing-api-7"]


def test_people_read_the_same(here: Path) -> None:
    run = simulate(here)
    assert run.out.splitlines() == [
        "preview-billing-api",
        f"  + pv-billing-api-7  https://billing-api-pr-7.preview.example.com  {SHA[:12]}",
        "",
        "preview-orders-api",
        f"  + pv-orders-api-42  https://orders-api-pr-42.preview.example.com  {SHA[:12]}",
        "      billing-api → pr-7",
        "  waiting: #43 not-built is labelled, and not published",
        "",
        "2 created, 0 updated, 0 deleted, 0 unchanged",
    ]


def test_a_pull_request_that_is_closed_takes_its_application_along(here: Path) -> None:
    found = data(here, "--close", "7", "--repo", "acme/billing-api")
    assert [item["name"] for item in found["billing-api"]["delete"]] == ["pv-billing-api-7"]
    assert found["orders-api"]["unchanged"] == ["pv-orders-api-42"]
    assert (
        "orders-api#42 points at billing-api pr-7, which goes"
        in simulate(here, "--close", "7", "--repo", "acme/billing-api").out
    )


@pytest.mark.parametrize(
    ("option", "number", "deleted"), [("--unlabel", "42", 1), ("--label", "44", 0), ("--label", "42", 0)]
)
def test_a_label_decides_exactly(here: Path, option: str, number: str, deleted: int) -> None:
    found = data(here, option, number, "--repo", ORDERS)["orders-api"]
    assert len(found["delete"]) == deleted
    assert found["waiting"] == ([43, 44] if number == "44" else [43])


def test_a_push_is_published_and_changes_the_overlay(here: Path) -> None:
    (updated,) = data(here, "--push", f"42:{OTHER}", "--repo", ORDERS)["orders-api"]["update"]
    assert updated["headSha"] == OTHER
    assert updated["before"]["headSha"] == SHA
    assert updated["path"] != updated["before"]["path"]


def test_a_pull_request_that_is_opened_is_published_from_the_newest_snapshot(here: Path) -> None:
    found = data(here, "--open", "feature/new", "--repo", ORDERS)["orders-api"]
    assert [item["name"] for item in found["create"]] == ["pv-orders-api-45"]
    assert found["create"][0]["targets"] == {"billing-api": "pr-7"}


def test_a_push_is_the_same_as_what_render_writes(here: Path) -> None:
    (updated,) = data(here, "--push", f"42:{OTHER}", "--repo", ORDERS)["orders-api"]["update"]
    render(here / "gitops", PREVIEW + "overrides:\n  billing-api: pr-7\n", 42, PLATFORM, "feature/refunds", OTHER)
    created = data(here)["orders-api"]["create"][0]
    assert created["headSha"] == updated["headSha"]
    assert created["path"] == updated["path"]


def test_a_record_that_nobody_can_read_stops_its_service_alone(here: Path) -> None:
    (here / "gitops/previews/orders-api/pr-43").mkdir()
    (here / "gitops/previews/orders-api/pr-43/preview.json").write_text('{"preview": {')
    run = simulate(here, "--close", "42", "--repo", ORDERS)
    assert run.code == 1
    assert "PV251" in run.err
    assert "held: previews/orders-api/pr-43/preview.json stops its ApplicationSet" in run.out
    assert "- pv-orders-api-42" not in run.out


def test_what_there_is_can_be_said(here: Path) -> None:
    live = {
        "items": [
            {
                "metadata": {
                    "name": f"pv-orders-api-{number}",
                    "labels": {"previewctl.dev/service": "orders-api", "previewctl.dev/pull-request": str(number)},
                },
                "spec": {"destination": {"namespace": f"pv-orders-api-{number}"}, "source": {"path": "previews/x"}},
            }
            for number in (40, 42)
        ]
    }
    (here / "live.json").write_text(json.dumps(live), encoding="utf-8")
    found = data(here, "--applications", "live.json")["orders-api"]
    assert [item["name"] for item in found["delete"]] == ["pv-orders-api-40"]
    assert [item["name"] for item in found["update"]] == ["pv-orders-api-42"]


def test_several_pages_behind_one_another_are_one_list(here: Path) -> None:
    pages = (here / "pulls.json").read_text()
    (here / "pulls.json").write_text(json.dumps(json.loads(pages)[:2]) + "\n" + json.dumps(json.loads(pages)[2:]))
    assert set(data(here)) == {"orders-api", "billing-api"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "are not JSON"),
        ("{}", "are no JSON list"),
        ("[{}]", "it has no `head`"),
        ('[{"number": true, "head": {"ref": "a", "sha": "b"}}]', "its number is no number"),
        ('[{"number": 1, "head": {"ref": 7, "sha": "b"}}]', "a text is missing"),
        ("[1]", "has not GitHub's form"),
    ],
)
def test_another_list_is_refused(here: Path, content: str, message: str) -> None:
    (here / "pulls.json").write_text(content)
    run = simulate(here, "--repo", ORDERS)
    assert (run.code, message in run.err) == (2, True), run.err


def test_what_cannot_be_tried_is_said(here: Path) -> None:
    assert "has no pull request 99" in simulate(here, "--close", "99", "--repo", ORDERS).err
    assert "in 2 repositories" in simulate(here, "--close", "42").err
    assert "is no push" in simulate(here, "--push", "x", "--repo", ORDERS).err
    assert "pass --pulls FILE" in inside(here, "simulate", "--gitops", "gitops").err


@pytest.mark.acceptance
def test_manifests_are_built_by_kustomize(here: Path) -> None:
    from tests.realparts import programs

    kustomize = str(programs.directory("kustomize") / "kustomize")
    run = simulate(here, "--build", "--kustomize", kustomize, "--push", f"42:{OTHER}", "--repo", ORDERS)
    assert run.code == 0, run.err
    objects = programs.read_yaml(run.out.partition("# pv-orders-api-42\n")[2])
    images = [
        item["spec"]["template"]["spec"]["containers"][0]["image"] for item in objects if item["kind"] == "Deployment"
    ]
    assert f"registry.example.com/orders-api:{OTHER}" in images
    assert {item["metadata"].get("namespace", item["metadata"]["name"]) for item in objects} == {"pv-orders-api-42"}
    shutil.rmtree(here / "gitops/previews/_bases")
    built = simulate(here, "--build", "--kustomize", kustomize)
    assert built.code == 0
    assert "# " in built.out


def test_the_live_repository_is_asked(here: Path) -> None:
    pulls = [
        PullRequest(number=42, repo=ORDERS, labels=["preview"], branch="feature/refunds"),
        PullRequest(number=41, repo=ORDERS, labels=["preview"], state="closed"),
    ]
    with FakeGitHub(*pulls) as github:
        run = run_outside(
            here, "simulate", "--repo", ORDERS, "--gitops", "gitops", "--format", "json",
            PREVIEWCTL_GITHUB_API_URL=github.url, GITHUB_TOKEN="invented",
        )  # fmt: skip
    assert run.code == 0, run.err
    (found,) = json.loads(run.out)["services"]
    assert [item["name"] for item in found["create"]] == ["pv-orders-api-42"]
    assert "invented" not in run.out + run.err


def test_without_a_token_it_says_what_to_set(here: Path) -> None:
    run = run_outside(here, "simulate", "--repo", ORDERS, "--gitops", "gitops")
    assert run.code == 2
    assert "GITHUB_TOKEN" in run.err
