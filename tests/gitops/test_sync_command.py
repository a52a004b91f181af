"""`previewctl sync` and `previewctl verify-gitops` as commands, against a real repository and GitHub's stand-in."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from previewctl.render.bases import bases_digest, bases_tree
from tests.cli.running import Run, git, run
from tests.gitops.remotes import BRANCH, bare, files_of, seed, tip_of
from tests.realparts.fake_github import FakeGitHub, PullRequest
from tests.unit.gitops.previews import BACKEND, CONTAINER, PLATFORM, published

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOVED = PLATFORM.replace("acme-previews.dev", "acme-moved.dev")
BASES = f"previews/_bases/{bases_digest()}"


def pull(number: int, repo: str = "acme/tool", **more: object) -> PullRequest:
    values: dict[str, object] = {"labels": ["preview"], "branch": f"feature/{number}", "sha": f"{number:040x}", **more}
    return PullRequest(number=number, repo=repo, **values)  # type: ignore[arg-type]


@pytest.fixture
def hub() -> Iterator[FakeGitHub]:
    with FakeGitHub(*(pull(number) for number in range(1, 8)), pull(3, "acme/orders"), repos=("acme/tool",)) as server:
        yield server


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    repository = bare(tmp_path / "gitops.git")
    files: dict[str, bytes | str] = dict(bases_tree().under(BASES))
    for number in range(1, 8):
        files |= published(CONTAINER, number)
    seed(repository, {**files, **published(BACKEND, 3)})
    seed(repository, {"platform.yaml": PLATFORM}, "platform", "main")
    return repository


def sync(remote: Path, hub: FakeGitHub, *arguments: str) -> Run:
    variables = {"GITHUB_TOKEN": "a-token", "PREVIEWCTL_GITHUB_API_URL": hub.url}
    return run(remote.parent, "sync", "--gitops", str(remote), *arguments, **variables)


def test_without_apply_it_says_what_it_would_do(remote: Path, hub: FakeGitHub) -> None:
    hub.store.pulls[1].state = "closed"
    before = tip_of(remote)
    done = sync(remote, hub)
    assert done.code == 0, done.err
    assert "tool/pr-2  would be removed: pull request 2 is closed" in done.out
    assert tip_of(remote) == before
    assert sync(remote, hub, "--check").code == 1


def test_with_apply_it_does_it_and_a_second_run_has_nothing_to_do(remote: Path, hub: FakeGitHub) -> None:
    hub.store.pulls[1].state = "closed"
    seed(remote, {"platform.yaml": MOVED}, "platform", "main")
    done = sync(remote, hub, "--apply", "--format", "json")
    assert done.code == 0, done.err
    data = json.loads(done.out)
    assert [item["pullRequest"] for item in data["removed"]] == [2]
    assert len(data["rendered"]) == 7
    assert len(data["commits"]) == 3
    again = sync(remote, hub, "--check")
    assert (again.code, again.err) == (0, "")
    assert again.out.endswith("is up to date: 7 previews\n")


def test_a_preview_without_the_label_goes_after_the_grace(remote: Path, hub: FakeGitHub) -> None:
    hub.store.pulls[1].labels = []
    hub.store.pulls[1].unlabelled = [("preview", datetime.now(UTC) - timedelta(hours=1))]
    done = sync(remote, hub, "--apply")
    assert done.code == 0
    assert "note: tool/pr-2 stays for now: pull request 2 is not labelled since" in done.err
    assert (
        "tool/pr-2  removed: pull request 2 is not labelled since" in sync(remote, hub, "--apply", "--grace", "30m").out
    )


def test_when_github_fails_nothing_is_removed_and_the_exit_code_says_so(remote: Path, hub: FakeGitHub) -> None:
    hub.store.repos.clear()
    hub.store.pulls.clear()
    before = tip_of(remote)
    done = sync(remote, hub, "--apply")
    assert done.code == 4
    assert "nobody knows which pull requests are gone" in done.err
    assert tip_of(remote) == before


def test_more_than_half_is_an_alarm(remote: Path, hub: FakeGitHub) -> None:
    for item in hub.store.pulls:
        item.state = "closed"
    before = tip_of(remote)
    done = sync(remote, hub, "--apply")
    assert done.code == 1
    assert "error: 8 of 8 previews would be removed, so nothing was done at all" in done.err
    assert tip_of(remote) == before
    assert sync(remote, hub, "--apply", "--more-than-half").code == 0


def test_a_platform_that_pins_another_version_is_refused(remote: Path, hub: FakeGitHub) -> None:
    seed(remote, {"platform.yaml": PLATFORM + "previewctl: 99.0.0\n"}, "platform", "main")
    done = sync(remote, hub, "--apply")
    assert done.code == 2
    assert "pip install previewctl==99.0.0" in done.err


def test_without_credentials_it_names_them_and_without_github_it_only_renders(remote: Path) -> None:
    done = run(remote.parent, "sync", "--gitops", str(remote), "--apply", GITHUB_TOKEN="", GH_TOKEN="")
    assert done.code == 2
    done = run(remote.parent, "sync", "--gitops", str(remote), "--apply", "--no-github", GITHUB_TOKEN="", GH_TOKEN="")
    assert (done.code, done.err) == (0, "")


def test_a_broken_preview_is_reported_and_the_others_are_written(remote: Path, hub: FakeGitHub) -> None:
    seed(remote, {"previews/tool/pr-4/preview.json": "{}"})
    seed(remote, {"platform.yaml": MOVED}, "platform", "main")
    done = sync(remote, hub, "--apply")
    assert done.code == 1
    assert "error[PV543]" in done.err
    assert "previews/tool/pr-4/preview.json" in done.err
    assert done.out.count("rendered again") == 7


def test_discover_publishes_labelled_pull_requests_through_the_api(remote: Path, hub: FakeGitHub) -> None:
    sha = "a" * 40
    hub.commit("acme/tool", sha, {"preview.yaml": CONTAINER.encode()})
    hub.store.repos |= {"acme/billing", "acme/shop-web"}
    hub.store.pulls.append(pull(40, sha=sha))
    hub.store.pulls.append(pull(41, sha=sha, labels=[]))
    hub.store.pulls.append(pull(42, sha=sha, head_repo="mallory/tool"))
    done = sync(remote, hub, "--apply", "--discover", "--no-image-check")
    assert done.code == 0, done.err
    assert "acme/tool#40  published: tool" in done.out
    numbers = {name.split("/")[2] for name in files_of(remote) if name.startswith("previews/tool/")}
    assert {"pr-40"} == numbers & {"pr-40", "pr-41", "pr-42"}
    assert sync(remote, hub, "--check", "--discover", "--no-image-check").code == 0


def test_a_repository_that_cannot_be_read_stops_no_other_from_being_discovered(remote: Path, hub: FakeGitHub) -> None:
    sha = "a" * 40
    hub.commit("acme/tool", sha, {"preview.yaml": CONTAINER.encode()})
    hub.store.pulls.append(pull(40, sha=sha))
    done = sync(remote, hub, "--apply", "--discover", "--no-image-check")
    assert done.code == 4
    assert "error: nobody knows which pull requests want a preview: acme/billing" in done.err
    assert "acme/tool#40  published: tool" in done.out


def test_control_writes_argocd_on_the_reviewed_branch(remote: Path, hub: FakeGitHub) -> None:
    assert sync(remote, hub, "--control", "--check").code == 1
    done = sync(remote, hub, "--control", "--apply")
    assert done.code == 0, done.err
    assert {name for name in files_of(remote, "main") if "applicationsets" in name} == {
        f"argocd/applicationsets/{name}.yaml" for name in ("orders", "billing", "shop", "tool")
    }
    assert sync(remote, hub, "--control", "--check").code == 0


def test_an_application_set_stays_until_the_previews_of_its_service_are_gone(remote: Path, hub: FakeGitHub) -> None:
    sync(remote, hub, "--control", "--apply")
    seed(remote, {"platform.yaml": PLATFORM.replace("  tool: {}\n", "")}, "platform", "main")
    done = sync(remote, hub, "--control", "--apply")
    assert "argocd/applicationsets/tool.yaml stays" in done.err
    sync(remote, hub, "--apply", "--more-than-half")
    assert "- argocd/applicationsets/tool.yaml" in sync(remote, hub, "--control", "--apply").out
    assert "argocd/applicationsets/tool.yaml" not in files_of(remote, "main")


def test_control_into_a_directory_asks_nobody(remote: Path, tmp_path: Path) -> None:
    out = tmp_path / "control"
    out.mkdir()
    (out / "platform.yaml").write_text(PLATFORM)
    assert run(out, "sync", "--control", "--out", ".", "--check").code == 1
    done = run(out, "sync", "--control", "--out", ".", "--apply")
    assert (done.code, done.err) == (0, "")
    (out / "argocd" / "evil.yaml").write_text("kind: ClusterRole\n")
    (out / "argocd" / "applicationsets" / "old.yaml").write_text("kind: ApplicationSet\n")
    assert run(out, "sync", "--control", "--out", ".", "--check").code == 1
    done = run(out, "sync", "--control", "--out", ".", "--apply")
    assert "- argocd/evil.yaml" in done.out
    assert "note: argocd/applicationsets/old.yaml stays" in done.err


def checkout(remote: Path, branch: str = BRANCH) -> Path:
    target = remote.parent / f"checkout-{branch}"
    git(remote.parent, "clone", "--quiet", "--branch", branch, str(remote), str(target))
    return target


def verify(remote: Path, directory: Path, *arguments: str, **variables: str) -> Run:
    (remote.parent / "platform.yaml").write_text(PLATFORM)
    return run(remote.parent, "verify-gitops", directory.name, *arguments, **variables)


def test_a_branch_as_published_is_proven(remote: Path) -> None:
    directory = checkout(remote)
    done = verify(remote, directory)
    assert (done.code, done.out) == (0, f"commit {tip_of(remote)[:12]}: 8 previews proven\n")


def test_a_forged_file_is_named_by_its_path_in_the_checkout(remote: Path) -> None:
    seed(remote, {"previews/tool/pr-4/evil.yaml": "kind: ClusterRole\n"})
    directory = checkout(remote)
    done = verify(remote, directory)
    assert done.code == 1
    assert f"{directory.name}/previews/tool/pr-4/evil.yaml" in done.out
    done = verify(remote, directory, "--format", "github")
    assert done.out.startswith(f"::error file={directory.name}/previews/tool/pr-4/evil.yaml,")


def test_with_a_base_only_what_changed_is_verified(remote: Path) -> None:
    before = seed(remote, {"previews/tool/pr-4/evil.yaml": "x\n"})
    seed(remote, dict(published(CONTAINER, 60)))
    directory = checkout(remote)
    done = verify(remote, directory, "--base", before)
    assert (done.code, done.out.partition(": ")[2]) == (0, "1 preview proven, 8 as they were\n")


def test_an_unknown_base_is_a_usage_error(remote: Path) -> None:
    assert verify(remote, checkout(remote), "--base", "nothing").code == 2


def test_the_platform_of_what_is_verified_does_not_count(remote: Path) -> None:
    directory = checkout(remote)
    (directory / "platform.yaml").write_text(PLATFORM)
    assert run(directory, "verify-gitops").code == 2
    assert run(directory, "verify-gitops", ".", "--platform", "platform.yaml").code == 0


def test_a_rendered_directory_is_verified_as_it_lies_there(tmp_path: Path) -> None:
    (tmp_path / "platform.yaml").write_text(PLATFORM)
    (tmp_path / "preview.yaml").write_text(CONTAINER)
    rendered = run(tmp_path, "render", "--pr", "4", "--sha", "a" * 40, "--branch", "b", "--out", "out")
    assert rendered.code == 0, rendered.err
    assert run(tmp_path, "verify-gitops", "out").code == 0
    (tmp_path / "out" / "previews" / "tool" / "pr-4" / "more").symlink_to("/etc")
    done = run(tmp_path, "verify-gitops", "out", "--format", "concise")
    assert done.code == 1
    assert "PV541" in done.out


def test_online_compares_each_snapshot_with_the_file_at_its_commit(tmp_path: Path, hub: FakeGitHub) -> None:
    from previewctl.plan.facts import PullRequest as Request

    sha, other = "a" * 40, "b" * 40
    hub.commit("acme/tool", sha, {"preview.yaml": CONTAINER.encode()})
    hub.commit("acme/tool", other, {"preview.yaml": CONTAINER.encode() + b"# other\n"})
    hub.store.pulls[:] = [pull(number, sha=sha) for number in (1, 2, 3, 4)]
    hub.store.pulls[1].sha = other
    hub.store.pulls[3].state = "closed"
    remote = bare(tmp_path / "gitops.git")
    files: dict[str, bytes | str] = dict(bases_tree().under(BASES))
    for number, commit in ((1, sha), (2, sha), (3, other), (4, sha)):
        request = Request(number, f"feature/{number}", commit, "acme/tool")
        files |= published(CONTAINER, number, pull_request=request)
    seed(remote, files)
    variables = {"GITHUB_TOKEN": "a-token", "PREVIEWCTL_GITHUB_API_URL": hub.url}
    directory = checkout(remote)
    assert verify(remote, directory).code == 0
    done = verify(remote, directory, "--online", "--format", "concise", **variables)
    assert done.code == 1
    assert "pr-1" not in done.out
    found = [line for line in done.out.splitlines() if "previews/" in line]
    assert [("PV548" in line, "PV549" in line) for line in found if "pr-3" in line] == [(False, True), (True, False)]
    assert [("PV548" in line, "PV549" in line) for line in found if "pr-2" in line] == [(False, True)]
    assert "is closed" in next(line for line in found if "pr-4" in line)


def test_argocd_on_the_reviewed_branch_is_held_to_the_platform_beside_it(remote: Path, hub: FakeGitHub) -> None:
    sync(remote, hub, "--control", "--apply")
    directory = checkout(remote, "main")
    done = run(directory, "verify-gitops", "--control")
    assert (done.code, done.err) == (0, "")
    seed(remote, {"argocd/evil.yaml": "kind: ClusterRole\n"}, "evil", "main")
    git(directory, "pull", "--quiet")
    done = run(directory, "verify-gitops", "--control", "--format", "concise")
    assert done.code == 1
    assert "PV546" in done.out
