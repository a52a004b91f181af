"""`--gitops` and `--index github`: targets are looked up before anything is planned."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.running import PLATFORM, PREVIEW, SHA, Run, inside
from tests.realparts.fake_github import PullRequest
from tests.realparts.fixtures import github

if TYPE_CHECKING:
    from pathlib import Path

    from tests.realparts.fake_github import FakeGitHub

__all__ = ["github"]

ORDERS = PREVIEW.replace("runtime: django", "runtime: container").replace("migrations:", "# migrations:")
BILLING = """\
apiVersion: previewctl.dev/v1
kind: Preview
service: billing-api
runtime: container
image: registry.example.com/billing-api
processes:
  api: {port: 9000}
endpoint: {process: api}
"""
FOLLOWING = "dependencies:\n  orders-api: {env: ORDERS_API_URL}\n"


@pytest.fixture(autouse=True)
def on_a_pull_request(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is linted belongs to a pull request of the branch `new-prices`."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_EVENT_NAME", "pull_request")
    monkeypatch.setenv("GITHUB_HEAD_REF", "new-prices")


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """Two services with their platform, and a GitOps checkout with a preview of one of them."""
    (tmp_path / "platform.yaml").write_text(PLATFORM.replace("orders-api: {}", "orders-api: {}\n  shop-web: {}"))
    write(tmp_path, "orders", ORDERS)
    publish(tmp_path, "billing", BILLING, 7)
    return tmp_path


def write(work: Path, name: str, text: str) -> Path:
    (work / name).mkdir(exist_ok=True)
    path = work / name / "preview.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def publish(work: Path, name: str, text: str, number: int, branch: str = "new-prices") -> None:
    write(work, name, text)
    done = inside(work, "render", name, "--pr", str(number), "--branch", branch, "--sha", SHA, "--out", "published")
    assert done.code == 0, done.err


def overriding(work: Path, target: str, more: str = "") -> None:
    write(work, "orders", f"{ORDERS}overrides:\n  billing-api: {target}\n{more}")


def planned(work: Path, *options: str) -> dict[str, object]:
    done = inside(
        work, "plan", "orders", "--pr", "42", "--branch", "new-prices", "--sha", SHA, "--format", "json", *options
    )
    assert done.code == 0, done.err
    found: dict[str, object] = json.loads(done.out)["environments"][0]["dependencies"][0]
    return found


def linted(work: Path, *options: str) -> list[str]:
    done = inside(work, "lint", "orders", "--format", "concise", *options)
    return [line.split(": ", 1)[1] for line in done.out.splitlines() if ": " in line]


def codes(work: Path, *options: str) -> dict[str, str]:
    done = inside(work, "lint", "orders", "--format", "json", *options)
    return {item["code"]: item["severity"] for item in json.loads(done.out)["diagnostics"]}


def test_a_branch_is_found_in_a_checkout(work: Path) -> None:
    overriding(work, "same-branch")
    assert planned(work)["target"] == "staging"
    found = planned(work, "--gitops", "published")
    assert found["target"] == "pr-7"
    assert found["internalUrl"] == "http://api.pv-billing-api-7.svc.cluster.local:9000"


def test_the_plan_says_where_a_dependency_points_and_on_to_what(work: Path) -> None:
    publish(work, "billing", BILLING + FOLLOWING, 7)
    overriding(work, "pr-7")
    done = inside(work, "plan", "orders", "--pr", "42", "--branch", "b", "--gitops", "published")
    assert "http://api.pv-billing-api-7.svc.cluster.local:9000  pr-7: the override says `pr-7`" in done.out
    assert "which reaches billing-api pr-7 → orders-api staging" in done.out


def test_the_plan_says_what_no_policy_narrows(work: Path) -> None:
    done = inside(work, "plan", "orders", "--pr", "42", "--branch", "b")
    assert "not narrowed: " in done.out


def test_the_resolution_stands_in_the_record_and_in_the_overlay(work: Path) -> None:
    overriding(work, "same-branch")
    options = ("--pr", "42", "--branch", "new-prices", "--sha", SHA, "--gitops", "published", "--out", "out")
    done = inside(work, "render", "orders", *options)
    assert done.code == 0, done.err
    directory = work / "out/previews/orders-api/pr-42"
    record = json.loads((directory / "preview.json").read_bytes())["preview"]
    reason = "the override says `same-branch`, and its branch is `new-prices`"
    assert record["facts"]["dependencies"]["billing-api"] == {
        "asked": {"onMissing": "staging", "reason": "the override says `same-branch`", "target": "same-branch"},
        "target": "pr-7",
        "reason": reason,
        "internalUrl": "http://api.pv-billing-api-7.svc.cluster.local:9000",
        "publicUrl": "https://billing-api-pr-7.preview.example.com",
    }
    overlay = (directory / record["tree"] / "kustomization.yaml").read_text()
    assert f"#   billing-api: pr-7 ({reason})\n" in overlay


def test_a_hostile_branch_stays_within_its_comment(work: Path) -> None:
    write(work, "orders", ORDERS + "follow: same-branch\n")
    branch = "x\nresources: [../../evil]\u2028y\x85z"
    options = ("--pr", "42", "--branch", branch, "--sha", SHA, "--gitops", "published", "--out", "out")
    assert inside(work, "render", "orders", *options).code == 0
    (overlay,) = (work / "out/previews/orders-api/pr-42").glob("*/kustomization.yaml")
    comments = [line for line in overlay.read_text().splitlines() if "billing-api: staging" in line]
    assert len(comments) == 1
    assert comments[0].startswith("#   billing-api: staging (no preview of `billing-api` has the branch `x\\nresources")


def test_a_render_is_skipped_only_while_it_would_be_resolved_the_same(work: Path) -> None:
    write(work, "orders", ORDERS + "follow: same-branch\n")

    def rendered() -> Run:
        options = ("--pr", "42", "--branch", "new-prices", "--sha", SHA, "--gitops", "published", "--out", "out")
        return inside(work, "render", "orders", *options)

    rendered()
    assert "unchanged" in rendered().out
    publish(work, "billing", BILLING, 8)
    assert "pr-8" not in (work / "out/previews/orders-api/pr-42/preview.json").read_text()
    rendered()
    assert "pr-8" in (work / "out/previews/orders-api/pr-42/preview.json").read_text()
    assert "unchanged" in rendered().out


def test_a_reset_looks_targets_up_too(work: Path) -> None:
    text = ORDERS + "databases: {redis: {version: '7.4'}}\nfollow: same-branch\n"
    write(work, "orders", text.replace('databases:\n  postgres: {version: "17", env: DATABASE_URL}\n', ""))
    options = ("--pr", "42", "--branch", "new-prices", "--sha", SHA, "--gitops", "published", "--out", "out")
    assert inside(work, "render", "orders", *options).code == 0
    assert inside(work, "reset", "orders", *options).code == 0
    record = json.loads((work / "out/previews/orders-api/pr-42/preview.json").read_bytes())["preview"]
    assert (record["epoch"], record["facts"]["dependencies"]["billing-api"]["target"]) == (1, "pr-7")


def test_what_is_not_narrowed_is_told_in_the_overlay_too(work: Path) -> None:
    options = ("--pr", "42", "--branch", "b", "--sha", SHA, "--out", "out")
    assert inside(work, "render", "orders", *options).code == 0
    (overlay,) = (work / "out/previews/orders-api/pr-42").glob("*/kustomization.yaml")
    assert "#   billing-api: staging (no override; not narrowed)\n" in overlay.read_text()


def test_a_target_that_is_not_published_is_a_warning_and_staging(work: Path) -> None:
    overriding(work, "pr-9")
    assert codes(work, "--gitops", "published") == {"PV217": "warning", "PV229": "warning"}
    assert planned(work, "--gitops", "published")["target"] == "staging"


def test_with_on_missing_error_it_stops_a_render(work: Path) -> None:
    overriding(work, "{target: pr-9, onMissing: error}")
    done = inside(work, "render", "orders", "--pr", "42", "--gitops", "published")
    assert done.code == 1
    assert "pull request 9 of `billing-api` has no published preview, and `onMissing` is `error`" in done.err


def test_a_branch_without_a_preview_is_told(work: Path) -> None:
    overriding(work, "branch:other")
    assert codes(work, "--gitops", "published") == {"PV209": "warning", "PV217": "warning"}


def test_following_without_a_preview_is_nothing_to_tell(work: Path) -> None:
    write(work, "orders", ORDERS + "follow: same-branch\n")
    assert codes(work) == {}
    publish(work, "billing", BILLING, 7, "another")
    assert codes(work, "--gitops", "published") == {}


@pytest.mark.parametrize("asked", ["follow: same-branch\n", "overrides: {billing-api: pr-7}\n"])
def test_a_bundle_whose_other_half_calls_staging_is_told(work: Path, asked: str) -> None:
    publish(work, "billing", BILLING + FOLLOWING, 7)
    write(work, "orders", ORDERS + asked)
    found = [line for line in linted(work, "--gitops", "published") if "PV232" in line]
    assert len(found) == 1
    assert "pr-7 of `billing-api` calls `orders-api` at `staging`, and not this branch's preview" in found[0]


def test_a_bundle_that_points_at_each_other_is_fine(work: Path) -> None:
    publish(work, "orders", ORDERS + "follow: same-branch\n", 42)
    write(work, "billing", BILLING + FOLLOWING + "follow: same-branch\n")
    options = ("--pr", "7", "--branch", "new-prices", "--sha", SHA, "--gitops", "published", "--out", "published")
    assert inside(work, "render", "billing", *options).code == 0
    assert codes(work, "--gitops", "published") == {}


def test_two_halves_that_call_different_versions_of_a_third_are_told(work: Path) -> None:
    publish(work, "billing", BILLING + "dependencies: {shop-web: {}}\noverrides: {shop-web: pr-3}\n", 7)
    write(
        work,
        "orders",
        ORDERS.replace("dependencies:\n", "dependencies:\n  shop-web: {env: SHOP_URL}\n") + "follow: same-branch\n",
    )
    found = [line for line in linted(work, "--gitops", "published") if "PV232" in line]
    assert ["calls `shop-web` at `pr-3`, and not `staging`" in line for line in found] == [True]


WEB = """\
apiVersion: previewctl.dev/v1
kind: Preview
service: shop-web
runtime: vue
image: registry.example.com/shop-web
dependencies: {billing-api: {config: billingUrl}}
follow: same-branch
"""


@pytest.mark.parametrize(
    ("env", "told"), [("", True), ('env: {CORS: "${consumers.origins}"}\n', False)], ids=["asks not", "asks"]
)
def test_a_preview_that_does_not_ask_for_its_callers_may_refuse_a_browser(work: Path, env: str, told: bool) -> None:
    publish(work, "billing", BILLING + env, 7)
    write(work, "orders", WEB)
    found = codes(work, "--gitops", "published")
    assert ("PV231" in found) == told
    assert found.get("PV231", "warning") == "warning"


def test_github_is_not_asked_without_knowing_whose_repositories(work: Path) -> None:
    (work / "platform.yaml").unlink()
    done = inside(work, "lint", "orders", "--index", "github")
    assert done.code == 2
    assert "`--index github` needs a platform.yaml" in done.err


def test_a_directory_that_is_no_checkout_is_refused(work: Path) -> None:
    done = inside(work, "plan", "orders", "--gitops", "orders")
    assert done.code == 2
    assert "orders has no directory `previews`" in done.err


@pytest.fixture
def asked(work: Path, github: FakeGitHub, monkeypatch: pytest.MonkeyPatch) -> FakeGitHub:
    """A GitHub with one pull request of billing-api, number 7, that has the label."""
    monkeypatch.setenv("PREVIEWCTL_GITHUB_API_URL", github.url)
    monkeypatch.setenv("PREVIEWCTL_GITHUB_TOKEN", "a-token")
    github.pulls = [PullRequest(number=7, repo="acme/billing-api", labels=["preview"], branch="new-prices")]
    return github


def test_github_says_which_branch_a_pull_request_has(work: Path, asked: FakeGitHub) -> None:
    overriding(work, "same-branch")
    assert planned(work, "--index", "github")["target"] == "pr-7"
    asked.pull(7).branch = "another"
    assert planned(work, "--index", "github")["target"] == "staging"


@pytest.mark.parametrize(
    ("state", "labels", "words", "remedy"),
    [
        ("closed", ["preview"], "is closed", "remove the override"),
        ("open", [], "is open without the label", "put the label `preview` on it, or remove the override"),
    ],
)
def test_a_pull_request_that_gets_no_preview_is_an_error_with_what_to_do(
    work: Path, asked: FakeGitHub, state: str, labels: list[str], words: str, remedy: str
) -> None:
    overriding(work, "pr-7")
    asked.pull(7).state, asked.pull(7).labels = state, labels
    done = inside(work, "lint", "orders", "--index", "github")
    assert done.code == 1
    assert f"pull request 7 of `billing-api` {words}" in done.out
    assert remedy in done.out


def test_a_render_goes_on_with_staging(work: Path, asked: FakeGitHub) -> None:
    overriding(work, "pr-7")
    asked.pull(7).state = "closed"
    assert planned(work, "--index", "github")["target"] == "staging"


def test_fix_removes_an_override_of_a_closed_pull_request_and_nothing_else(work: Path, asked: FakeGitHub) -> None:
    text = ORDERS.replace("dependencies:\n", "dependencies:\n  shop-web: {env: SHOP_URL}\n") + (
        "# what this branch is tried with\noverrides:   # see the ticket\n"
        "  billing-api: pr-7   # the new prices\n  shop-web: pr-3\n# the end\n"
    )
    write(work, "orders", text)
    asked.pulls = [
        PullRequest(number=7, repo="acme/billing-api", state="closed"),
        PullRequest(number=3, repo="acme/shop-web", labels=["preview"]),
    ]
    inside(work, "lint", "orders", "--index", "github", "--fix")
    assert (work / "orders/preview.yaml").read_text() == text.replace("  billing-api: pr-7   # the new prices\n", "")


def test_fix_leaves_an_override_that_only_lacks_its_label(work: Path, asked: FakeGitHub) -> None:
    overriding(work, "pr-7")
    asked.pull(7).labels = []
    before = (work / "orders/preview.yaml").read_text()
    inside(work, "lint", "orders", "--index", "github", "--fix")
    assert (work / "orders/preview.yaml").read_text() == before


def test_a_github_that_fails_ends_the_command_with_4(work: Path, asked: FakeGitHub) -> None:
    overriding(work, "pr-7")
    asked.fail_next(403, times=10)
    assert inside(work, "lint", "orders", "--index", "github").code == 4


def test_what_needs_no_network_asks_for_none(work: Path, asked: FakeGitHub) -> None:
    inside(work, "lint", "orders", "--index", "github")
    inside(work, "lint", "orders", "--gitops", "published")
    assert asked.requests == []
