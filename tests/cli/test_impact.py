"""`previewctl impact`: what a change does to the previews that are open."""

from __future__ import annotations

import difflib
import json
from typing import TYPE_CHECKING, Any

import pytest

from previewctl.cli.impact_reading import Asked, pull_request_state, read_states, usable
from previewctl.compilation import load_platform
from previewctl.graph.changes.building import Workbench
from previewctl.graph.impact import State, impact
from previewctl.ports import RemotePullRequest
from tests.cli.running import PLATFORM, PREVIEW, SHA, inside
from tests.unit.graph.trees import render

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

BILLING = PREVIEW.replace("service: orders-api", "service: billing-api").partition("dependencies:")[0]
OVERRIDDEN = PREVIEW + "overrides:\n  billing-api: pr-7\n"
LOCK = """\
dataset: {name}
version: "1"
contentHash: {digest}
engines: {{postgres: {{version: "17", image: "postgres:17.6"}}}}
"""


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A tree with billing-api 7, orders-api 42, which uses it, and orders-api 43, which uses staging."""
    tree = tmp_path / "gitops"
    render(tree, BILLING, 7, PLATFORM)
    render(tree, OVERRIDDEN, 42, PLATFORM, "feature/refunds")
    render(tree, PREVIEW, 43, PLATFORM)
    (tree / "platform.yaml").write_text(PLATFORM, encoding="utf-8")
    return tmp_path


def words(here: Path, *arguments: str) -> dict[str, str]:
    run = inside(here, "impact", "--gitops", "gitops", *arguments, "--format", "json")
    assert run.code == 0, run.err
    return {f"{item['service']}#{item['pullRequest']}": item["impact"] for item in json.loads(run.out)["previews"]}


def details(here: Path, *arguments: str) -> dict[str, Any]:
    run = inside(here, "impact", "--gitops", "gitops", *arguments, "--format", "json")
    return {f"{item['service']}#{item['pullRequest']}": item for item in json.loads(run.out)["previews"]}


def platform(here: Path, old: str, new: str) -> str:
    assert old in PLATFORM
    (here / "new.yaml").write_text(PLATFORM.replace(old, new), encoding="utf-8")
    return "new.yaml"


def test_a_platform_that_says_the_same_changes_nothing(here: Path) -> None:
    assert set(words(here, "--platform", platform(here, "kind:", "# a comment\nkind:")).values()) == {"nothing"}
    assert inside(here, "impact", "--gitops", "gitops", "--platform", "new.yaml", "--check").code == 0


def test_another_staging_url_restarts_those_that_use_it(here: Path) -> None:
    new = platform(here, "https://billing.acme.dev", "https://bills.acme.dev")
    assert words(here, "--platform", new) == {
        "billing-api#7": "nothing",
        "orders-api#42": "nothing",
        "orders-api#43": "restart",
    }
    assert details(here, "--platform", new)["orders-api#43"]["restarted"] == ["web", "worker"]
    assert inside(here, "impact", "--gitops", "gitops", "--platform", new, "--check").code == 1


def test_another_ceiling_is_applied_without_a_restart(here: Path) -> None:
    new = platform(here, "domain:", "ceilings: {previewsPerService: 3}\ndomain:")
    assert set(words(here, "--platform", new).values()) == {"nothing"}
    new = platform(
        here,
        "domain:",
        "endpoint: {annotations: {a.example.com/b: c}, gateway: {name: previews, namespace: gateway-system}}\ndomain:",
    )
    text = (here / new).read_text().replace("endpoint: {gateway: {name: previews, namespace: gateway-system}}\n", "", 1)
    (here / new).write_text(text)
    assert set(words(here, "--platform", new).values()) == {"re-sync"}
    assert "migrate" in details(here, "--platform", new)["orders-api#42"]["hooks"]


def test_another_domain_restarts_everything_and_changes_the_application_sets(here: Path) -> None:
    run = inside(
        here, "impact", "--gitops", "gitops", "--platform", platform(here, "preview.example.com", "pv.example.com")
    )
    assert "~ argocd/applicationsets/orders-api.yaml" in run.out
    assert "unchanged: 0 of 3 previews" in run.out


def test_a_smaller_default_volume_starts_the_databases_over(here: Path) -> None:
    new = platform(here, "domain:", "defaults: {storage: 1Gi}\ndomain:")
    found = details(here, "--platform", new)
    assert {item["impact"] for item in found.values()} == {"re-seed"}
    assert found["orders-api#42"]["reseeded"] == ["postgres"]
    assert (
        "re-seeds postgres"
        in inside(here, "impact", "--gitops", "gitops", "--platform", new, "--format", "markdown").out
    )


def test_what_the_platform_does_not_allow_any_more_is_refused_with_the_reason(here: Path) -> None:
    found = details(here, "--platform", platform(here, "domain:", "registries: [ghcr.io/acme]\ndomain:"))
    assert {item["impact"] for item in found.values()} == {"refused"}
    assert found["orders-api#42"]["reason"].startswith("PV402: ")


def test_a_service_that_leaves_the_catalogue_has_no_previews(here: Path) -> None:
    new = platform(here, "  orders-api: {}\n", "  orders-api: {previews: false}\n")
    assert words(here, "--platform", new)["orders-api#42"] == "gone"


def test_a_preview_yaml_changes_the_previews_of_its_service(here: Path) -> None:
    (here / "preview.yaml").write_text(PREVIEW.replace("debug", "info"), encoding="utf-8")
    assert words(here, "--preview", "preview.yaml") == {
        "billing-api#7": "nothing",
        "orders-api#42": "restart",
        "orders-api#43": "restart",
    }


def test_consumers_follow_the_contract_of_a_preview_that_they_use(here: Path) -> None:
    (here / "preview.yaml").write_text(BILLING.replace("port: 8000", "port: 9000"), encoding="utf-8")
    found = words(here, "--preview", "preview.yaml")
    assert found == {"billing-api#7": "restart", "orders-api#42": "restart", "orders-api#43": "nothing"}


def test_a_diff_is_applied_where_it_fits(here: Path) -> None:
    old, new = PREVIEW.splitlines(keepends=True), PREVIEW.replace("debug", "info").splitlines(keepends=True)
    (here / "change.diff").write_text("".join(difflib.unified_diff(old, new, "a/preview.yaml", "b/preview.yaml")))
    assert words(here, "--diff", "change.diff")["orders-api#43"] == "restart"
    assert words(here, "--diff", "change.diff")["billing-api#7"] == "nothing"
    text = PLATFORM.replace("https://billing.acme.dev", "https://bills.acme.dev")
    lines = difflib.unified_diff(
        PLATFORM.splitlines(keepends=True), text.splitlines(keepends=True), "a/platform.yaml", "b/platform.yaml"
    )
    (here / "change.diff").write_text("".join(lines) + "--- a/README.md\n+++ b/README.md\n@@ -1 +1 @@\n-a\n+b\n")
    assert words(here, "--diff", "change.diff")["orders-api#43"] == "restart"
    assert "README.md is not looked at" in inside(here, "impact", "--gitops", "gitops", "--diff", "change.diff").out


def test_other_seed_data_starts_its_databases_over(tmp_path: Path) -> None:
    seeded = BILLING + "seed: {dataset: bills, version: 1}\n"
    platform_text = PLATFORM + "seeds: {registry: registry.example.com/seeds}\n"
    sources = tmp_path / "sources" / "7-feature" / "seed-data" / "bills"
    sources.mkdir(parents=True)
    (sources / "seed.lock").write_text(LOCK.format(name="bills", digest="ab" * 32))
    render(tmp_path / "gitops", seeded, 7, platform_text)
    (tmp_path / "gitops/platform.yaml").write_text(platform_text)
    (tmp_path / "bills").mkdir()
    (tmp_path / "bills/seed.lock").write_text(LOCK.format(name="bills", digest="cd" * 32))
    found = details(tmp_path, "--seed", "bills")["billing-api#7"]
    assert (found["impact"], found["reseeded"]) == ("re-seed", ["postgres"])
    (tmp_path / "bills/seed.lock").write_text(LOCK.format(name="bills", digest="ab" * 32))
    assert words(tmp_path, "--seed", "bills") == {"billing-api#7": "nothing"}


def test_what_this_version_would_render_is_compared_with_what_runs(here: Path) -> None:
    assert set(words(here, "--bases").values()) == {"nothing"}
    tree = next((here / "gitops/previews/orders-api/pr-43").glob("*/deployments.yaml"))
    old = tree.parent.rename(tree.parent.with_name("0" * 12))
    record = here / "gitops/previews/orders-api/pr-43/preview.json"
    text = record.read_text()
    record.write_text(text.replace(json.loads(text)["preview"]["tree"], "0" * 12))
    (old / "deployments.yaml").write_text((old / "deployments.yaml").read_text().replace("celery", "other"))
    found = details(here, "--bases")
    assert found["orders-api#43"]["restarted"] == ["worker"]
    assert found["orders-api#42"]["impact"] == "nothing"


def test_nothing_to_ask_about_is_said(here: Path) -> None:
    assert "the impact of what?" in inside(here, "impact", "--gitops", "gitops").err
    (here / "gitops/platform.yaml").unlink()
    assert "pass the one that counts now" in inside(here, "impact", "--gitops", "gitops", "--bases").err
    (here / "x").write_text("no diff")
    (here / "gitops/platform.yaml").write_text(PLATFORM)
    assert "this is no unified diff" in inside(here, "impact", "--gitops", "gitops", "--diff", "x").err


class Remote:
    """A GitHub with one pull request and the files at its head."""

    def __init__(self, repository: str, number: int, files: Mapping[str, str]) -> None:
        self.pull = RemotePullRequest(
            repository,
            number,
            True,
            False,
            False,
            False,
            "dev",
            "A change",
            "feature",
            "main",
            SHA,
            ("preview",),
            "https://x",
        )
        self.files = files

    def pull_request(self, repository: str, number: int) -> RemotePullRequest | None:
        return self.pull if (repository, number) == (self.pull.repository, self.pull.number) else None

    def open_pull_requests(self, repository: str) -> tuple[RemotePullRequest, ...]:
        return (self.pull,)

    def file(self, repository: str, sha: str, path: str) -> bytes | None:
        return self.files[path].encode() if path in self.files else None

    def blobs(self, repository: str, sha: str) -> Mapping[str, str]:
        return {}


def asked_of(here: Path, remote: Remote) -> dict[str, str]:
    gitops = str(here / "gitops")
    states = read_states(Asked(gitops, None, None, (), (), True, None))
    now = usable(load_platform(f"{gitops}/platform.yaml"), "platform.yaml")
    new, snapshots = pull_request_state(remote, remote.pull.repository, remote.pull.number, now, now, states.published)
    with Workbench() as workbench:
        found = impact(states.published, State(now, {}, {}), State(new, snapshots, {}), workbench)
    return {item.node.text: item.word for item in found.previews}


def test_a_pull_request_of_a_service_changes_its_own_preview_and_its_consumers(here: Path) -> None:
    remote = Remote("acme/billing-api", 7, {"preview.yaml": BILLING.replace("port: 8000", "port: 9000")})
    assert asked_of(here, remote) == {
        "billing-api#7": "restart",
        "orders-api#42": "restart",
        "orders-api#43": "nothing",
    }


def test_a_pull_request_of_the_gitops_repository_changes_the_platform(here: Path) -> None:
    remote = Remote("acme/gitops", 5, {"platform.yaml": PLATFORM.replace("billing.acme.dev", "bills.acme.dev")})
    assert asked_of(here, remote) == {
        "billing-api#7": "nothing",
        "orders-api#42": "nothing",
        "orders-api#43": "restart",
    }
