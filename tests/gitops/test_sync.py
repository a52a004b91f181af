"""`sync` on a real bare repository: what is stale is rendered again, what is proven gone goes, and all else stays."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from previewctl.errors import RemoteError
from previewctl.gitops.departures import Outside
from previewctl.gitops.policy import verify_branch
from previewctl.gitops.repository import open_gitops
from previewctl.gitops.sync import Options, Outcome, sync
from previewctl.integrations.git_checkout import CommittedTree
from previewctl.ports import RemotePullRequest
from previewctl.render.bases import bases_digest, bases_tree
from tests.cli.running import git
from tests.gitops.remotes import BRANCH, bare, seed, tip_of
from tests.unit.gitops.previews import BACKEND, CONTAINER, PLATFORM, TODAY, platform, published

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from previewctl.compilation import LoadedPlatform

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
BASES = f"previews/_bases/{bases_digest()}"
MOVED = PLATFORM.replace("acme-previews.dev", "acme-moved.dev")


@dataclass
class MemoryGitHub:
    """Pull requests in memory: `gone` answers 404, `closed`, `merged` and `bare` are numbers, `broken` repositories fail."""

    gone: set[int] = field(default_factory=set)
    closed: set[int] = field(default_factory=set)
    merged: set[int] = field(default_factory=set)
    bare: dict[int, datetime | None] = field(default_factory=dict)
    forks: set[int] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    unlisted: set[int] = field(default_factory=set)
    known: range = range(1, 60)

    def pull_request(self, repository: str, number: int) -> RemotePullRequest | None:
        if repository in self.broken:
            raise RemoteError(f"{repository} answers 502")
        if number in self.gone:
            return None
        is_open = number not in self.closed | self.merged
        return RemotePullRequest(
            repository, number, is_open, number in self.merged, False, number in self.forks, "ada", "a title",
            f"feature/{number}", "main", f"{number:040x}", () if number in self.bare else ("preview",), "",
        )  # fmt: skip

    def open_pull_requests(self, repository: str) -> tuple[RemotePullRequest, ...]:
        found = (self.pull_request(repository, number) for number in self.known if number not in self.unlisted)
        return tuple(item for item in found if item and item.open)

    def unlabelled_at(self, repository: str, number: int, label: str) -> datetime | None:
        return self.bare[number]

    def file(self, repository: str, sha: str, path: str) -> bytes | None:
        raise NotImplementedError

    def blobs(self, repository: str, sha: str) -> Mapping[str, str]:
        raise NotImplementedError


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    """A repository with the previews of ten pull requests of one service, and of one of another."""
    repository = bare(tmp_path / "gitops.git")
    files: dict[str, bytes | str] = dict(bases_tree().under(BASES))
    for number in range(1, 11):
        files |= published(CONTAINER, number)
    files |= published(BACKEND, 3)
    seed(repository, files)
    return repository


def run(
    remote: Path,
    hub: MemoryGitHub | None = None,
    under: LoadedPlatform | None = None,
    *,
    apply: bool = True,
    grace: timedelta = timedelta(hours=2),
    **options: Any,
) -> Outcome:
    hub = hub or MemoryGitHub()
    with open_gitops(str(remote), BRANCH) as repository:
        outside = Outside(hub, hub, NOW, grace)
        return sync(repository, under or platform(), outside, Options(TODAY, apply=apply, **options))


def directories(remote: Path) -> list[str]:
    names = git(remote, "ls-tree", "-r", "-d", "--name-only", BRANCH).splitlines()
    return [name.removeprefix("previews/") for name in names if name.count("/") == 2]


def subjects(remote: Path) -> list[str]:
    return git(remote, "log", "--format=%s", BRANCH).splitlines()


def is_proven(remote: Path, under: LoadedPlatform | None = None) -> bool:
    gate = verify_branch(CommittedTree(str(remote), BRANCH), under or platform(), strict=True)
    assert gate.diagnostics == (), gate.diagnostics
    return gate.stale == 0


def test_with_nothing_to_do_there_is_no_commit(remote: Path) -> None:
    before = tip_of(remote)
    outcome = run(remote)
    assert not outcome.drift
    assert (tip_of(remote), outcome.commits, outcome.published) == (before, (), 11)


def test_a_branch_that_does_not_exist_yet_has_nothing_to_do(tmp_path: Path) -> None:
    assert not run(bare(tmp_path / "empty.git")).drift


def test_under_another_platform_everything_is_rendered_again_in_batches_the_first_one_small(remote: Path) -> None:
    outcome = run(remote, under=platform(MOVED), batch=5)
    assert len(outcome.written) == 11
    assert subjects(remote)[:3] == [
        "sync: render 3 previews again",
        "sync: render 5 previews again",
        "sync: render 3 previews again",
    ]
    assert is_proven(remote, platform(MOVED))
    assert not run(remote, under=platform(MOVED)).drift


def test_the_overlay_before_stays_beside_the_new_one_and_goes_with_the_next(remote: Path) -> None:
    first = set(directories(remote))
    run(remote, under=platform(MOVED))
    trees = {
        name for name in git(remote, "ls-tree", "-r", "-d", "--name-only", BRANCH).splitlines() if name.count("/") == 3
    }
    assert len(trees) == 22 + len(set(bases_dirs(remote)))
    run(remote, under=platform(PLATFORM.replace("acme-previews.dev", "acme-third.dev")))
    again = {
        name for name in git(remote, "ls-tree", "-r", "-d", "--name-only", BRANCH).splitlines() if name.count("/") == 3
    }
    assert len(again) == len(trees)
    assert set(directories(remote)) == first


def bases_dirs(remote: Path) -> list[str]:
    names = git(remote, "ls-tree", "-r", "-d", "--name-only", BRANCH).splitlines()
    return [name for name in names if name.startswith("previews/_bases/") and name.count("/") == 3]


def test_a_dry_run_says_what_it_would_do_and_writes_nothing(remote: Path) -> None:
    before = tip_of(remote)
    outcome = run(remote, MemoryGitHub(closed={2}), platform(MOVED), apply=False)
    assert (len(outcome.written), [item.key for item in outcome.removals.now]) == (10, [("tool", 2)])
    assert outcome.drift
    assert tip_of(remote) == before


@pytest.mark.parametrize(
    ("hub", "reason"),
    [
        (MemoryGitHub(closed={2}), "pull request 2 is closed"),
        (MemoryGitHub(merged={2}), "pull request 2 is merged"),
        (MemoryGitHub(gone={2}), "pull request 2 does not exist"),
        (MemoryGitHub(forks={2}), "pull request 2 comes from a fork"),
        (MemoryGitHub(bare={2: NOW - timedelta(hours=3)}), "pull request 2 is not labelled since 2026-11-27 09:00 UTC"),
    ],
)
def test_a_preview_whose_pull_request_wants_none_is_removed(remote: Path, hub: MemoryGitHub, reason: str) -> None:
    outcome = run(remote, hub)
    assert [(item.key, item.reason) for item in outcome.removals.now] == [(("tool", 2), reason)]
    assert "tool/pr-2" not in directories(remote)
    assert len(directories(remote)) == 10 + 1
    assert subjects(remote)[0] == "sync: remove 1 preview"
    assert f"tool/pr-2: {reason}" in git(remote, "log", "-1", "--format=%B", BRANCH)
    assert not run(remote, hub).drift


@pytest.mark.parametrize(
    "hub",
    [
        MemoryGitHub(bare={2: NOW - timedelta(hours=1)}),
        MemoryGitHub(bare={2: None}),
        MemoryGitHub(unlisted={2}),
        MemoryGitHub(broken={"acme/tool"}, closed={2}),
    ],
    ids=["unlabelled within the grace", "unlabelled nobody knows when", "missing from the list", "GitHub fails"],
)
def test_what_cannot_be_proven_gone_stays(remote: Path, hub: MemoryGitHub) -> None:
    before = tip_of(remote)
    assert not run(remote, hub).drift
    assert tip_of(remote) == before


def test_a_repository_that_fails_is_named_and_keeps_no_other_from_its_removals(remote: Path) -> None:
    outcome = run(remote, MemoryGitHub(broken={"acme/tool"}, closed={3}))
    assert outcome.departures.failures == ("acme/tool: acme/tool answers 502",)
    assert [item.key for item in outcome.removals.now] == [("orders", 3)]


def test_removals_are_bounded_and_the_rest_waits_for_the_next_run(remote: Path) -> None:
    hub = MemoryGitHub(closed={1, 2, 4, 5})
    assert [len(run(remote, hub, most=3).removals.now) for _ in range(3)] == [3, 1, 0]
    assert len([name for name in directories(remote) if name.startswith("tool/")]) == 6


def test_more_than_half_of_six_or_more_is_an_alarm_and_nothing_at_all_is_written(remote: Path) -> None:
    before = tip_of(remote)
    hub = MemoryGitHub(closed=set(range(4, 10)))
    outcome = run(remote, hub, platform(MOVED))
    assert outcome.removals.alarming
    assert tip_of(remote) == before
    assert len(run(remote, hub, allow_most=True).removals.now) == 6


def test_five_of_five_may_go(tmp_path: Path) -> None:
    repository = bare(tmp_path / "small.git")
    files: dict[str, bytes | str] = dict(bases_tree().under(BASES))
    for number in range(1, 6):
        files |= published(CONTAINER, number)
    seed(repository, files)
    assert len(run(repository, MemoryGitHub(closed=set(range(1, 6)))).removals.now) == 5
    assert [name for name in directories(repository) if not name.startswith("_")] == []


def test_a_service_that_the_catalogue_has_lost_loses_its_previews(remote: Path) -> None:
    under = platform(PLATFORM.replace("  tool: {}\n", ""))
    assert run(remote, under=under).removals.alarming
    outcome = run(remote, under=under, allow_most=True)
    assert {item.reason for item in outcome.removals.now} == {"the catalogue has no service tool"}
    assert [name for name in directories(remote) if not name.startswith("_")] == ["orders/pr-3"]


def test_one_broken_preview_is_reported_and_all_others_are_written(remote: Path) -> None:
    seed(remote, {"previews/tool/pr-4/preview.json": "{}", "previews/tool/pr-5/preview.yaml": "service: [\n"})
    outcome = run(remote, under=platform(MOVED))
    assert len(outcome.written) == 9
    assert {item.key: [found.code for found in item.findings] for item in outcome.broken} == {
        ("tool", 4): ["PV543"],
        ("tool", 5): ["PV543"],
    }
    assert not run(remote, under=platform(MOVED)).written


def test_a_snapshot_that_the_new_platform_refuses_keeps_its_old_rendering(remote: Path) -> None:
    under = platform(PLATFORM.replace("registry.example.com/seeds", "elsewhere.example.com/seeds"))
    before = git(remote, "rev-parse", f"{BRANCH}:previews/orders")
    outcome = run(remote, under=under)
    assert {item.key: [found.code for found in item.findings] for item in outcome.broken} == {("orders", 3): ["PV402"]}
    assert len(outcome.written) == 10
    assert git(remote, "rev-parse", f"{BRANCH}:previews/orders") == before


def test_what_somebody_changed_by_hand_is_set_right(remote: Path) -> None:
    record = git(remote, "ls-tree", "-d", "--name-only", f"{BRANCH}:previews/tool/pr-4").splitlines()[0]
    seed(
        remote,
        {
            f"previews/tool/pr-4/{record}/kustomization.yaml": "kind: ClusterRole\n",
            "previews/tool/pr-5/evil.yaml": "kind: ClusterRole\n",
            "previews/tool/pr-6/evil/x.yaml": "kind: ClusterRole\n",
        },
    )
    outcome = run(remote)
    assert set(outcome.written) == {("tool", 4), ("tool", 5), ("tool", 6)}
    assert is_proven(remote)


def test_unreferenced_bases_go_one_run_after_they_were_replaced(remote: Path) -> None:
    seed(remote, {"previews/_bases/0123456789ab/a.yaml": "kind: X\n"})
    outcome = run(remote)
    assert outcome.bases == ("0123456789ab",)
    assert git(remote, "ls-tree", "--name-only", f"{BRANCH}:previews/_bases") == bases_digest()
    assert not run(remote).drift


def test_while_a_record_cannot_be_read_no_bases_go(remote: Path) -> None:
    seed(remote, {"previews/_bases/0123456789ab/a.yaml": "kind: X\n", "previews/tool/pr-4/preview.json": "{}"})
    assert run(remote).bases == ()


def test_missing_bases_come_with_the_first_commit(remote: Path) -> None:
    git(remote, "update-ref", f"refs/heads/{BRANCH}", without(remote, BASES))
    run(remote, under=platform(MOVED))
    assert git(remote, "ls-tree", "--name-only", f"{BRANCH}:previews/_bases") == bases_digest()
    assert is_proven(remote, platform(MOVED))


def without(remote: Path, path: str) -> str:
    """A commit without that directory."""
    import subprocess

    stream = f"commit refs/heads/scratch\ncommitter a <a@example.com> 1700000000 +0000\ndata 1\nx\nfrom {tip_of(remote)}\nD {path}\n"
    subprocess.run(["git", "-C", str(remote), "fast-import", "--quiet", "--force"], input=stream.encode(), check=True)
    return tip_of(remote, "scratch")


def test_a_dependency_whose_preview_has_gone_is_staging_again_in_the_same_run(remote: Path) -> None:
    from previewctl.gitops.index import previews_of

    billing = CONTAINER.replace("tool", "billing")
    files = dict(published(billing, 9))
    index = previews_of([files["previews/billing/pr-9/preview.json"]])
    files |= published(BACKEND + "overrides: {billing: pr-9}\n", 8, previews=index)
    seed(remote, files)
    assert not run(remote).drift
    hub = MemoryGitHub(closed={9})
    outcome = run(remote, hub)
    assert sorted(item.key for item in outcome.removals.now) == [("billing", 9), ("tool", 9)]
    assert outcome.written == (("orders", 8),)
    assert not run(remote, hub).drift
    assert is_proven(remote)


def test_an_override_that_ended_yesterday_is_staging_today(remote: Path) -> None:
    from datetime import date

    text = BACKEND + "overrides: {billing: {target: staging, until: 2026-11-27}}\n"
    seed(remote, dict(published(text, 8)))
    assert not run(remote).drift
    hub = MemoryGitHub()
    with open_gitops(str(remote), BRANCH) as repository:
        outside = Outside(hub, hub, NOW, timedelta())
        outcome = sync(repository, platform(), outside, Options(date(2026, 11, 28), apply=True))
    assert outcome.written == (("orders", 8),)


def test_what_others_change_meanwhile_is_left_to_them_and_the_rest_is_pushed(remote: Path) -> None:
    raced: list[int] = []

    def overtake(keys: Any) -> bool:
        if not raced:
            raced.append(1)
            seed(remote, dict(published(CONTAINER, 7, platform(MOVED), attempt=5)), "tool/pr-7: publish")
            seed(remote, dict(published(CONTAINER, 44, platform(MOVED))), "tool/pr-44: publish")
        return True

    outcome = run(remote, under=platform(MOVED), batch=5, goes_on=overtake)
    assert outcome.overtaken == (("tool", 7),)
    assert "tool/pr-44" in directories(remote)
    assert '"attempt": 5' in git(remote, "show", f"{BRANCH}:previews/tool/pr-7/preview.json")
    assert is_proven(remote, platform(MOVED))
    assert len(git(remote, "log", "--merges", "--format=%h", BRANCH)) == 0


def test_the_next_batch_waits_until_the_last_is_well(remote: Path) -> None:
    outcome = run(remote, under=platform(MOVED), batch=4, goes_on=lambda keys: False)
    assert (len(outcome.written), outcome.held_back) == (3, 8)
    assert subjects(remote)[0] == "sync: render 3 previews again"


def test_a_rendering_that_breaks_the_proof_of_order_is_not_written(
    remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from previewctl.gitops import validation
    from previewctl.render.tree import FileTree

    hook = b"""apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
resources: [job.yaml]
"""
    job = b"""apiVersion: batch/v1
kind: Job
metadata: {name: late, annotations: {argocd.argoproj.io/hook: PostDelete}}
spec: {template: {spec: {containers: [{name: a, image: a}]}}}
"""
    tree = FileTree({**bases_tree(), "runtimes/container/kustomization.yaml": hook, "runtimes/container/job.yaml": job})
    monkeypatch.setattr(validation, "bases_tree", lambda: tree)
    before = git(remote, "rev-parse", f"{BRANCH}:previews/tool")
    outcome = run(remote, under=platform(MOVED))
    assert {item.key[0] for item in outcome.broken} == {"tool"}
    assert {code for item in outcome.broken for code in [found.code for found in item.findings]} >= {"PV516"}
    assert git(remote, "rev-parse", f"{BRANCH}:previews/tool") == before


def test_a_push_that_the_server_refuses_is_a_remote_error(remote: Path) -> None:
    hook = remote / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho no >&2\nexit 1\n")
    hook.chmod(0o755)
    before = tip_of(remote)
    with pytest.raises(RemoteError, match="refuses the push"):
        run(remote, under=platform(MOVED))
    assert tip_of(remote) == before
