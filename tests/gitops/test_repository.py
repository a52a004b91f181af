"""The branch of previews, without a work tree, against real Git repositories."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from previewctl.errors import RemoteError, UsageError
from previewctl.gitops.landing import Patience, land
from previewctl.gitops.repository import Change, GitopsRepository, open_gitops
from previewctl.integrations.git_clone import Push
from tests.cli.running import git
from tests.gitops.remotes import bare, files_of, seed, tip_of
from tests.realparts.git_server import git_http

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BRANCH = "previews"
FILES = {
    "previews/_bases/0123456789ab/databases/postgres/kustomization.yaml": "kind: Kustomization\n",
    "previews/orders-api/pr-1/preview.json": "{}\n",
    "previews/orders-api/pr-1/aaaaaaaaaaaa/kustomization.yaml": "a: 1\n",
    "previews/orders-api/pr-2/preview.json": '{"two": 2}\n',
    "previews/billing-api/pr-1/preview.json": '{"b": 1}\n',
}


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    repository = bare(tmp_path / "gitops.git")
    seed(repository, FILES)
    return repository


@pytest.fixture
def opened(remote: Path) -> Iterator[GitopsRepository]:
    with open_gitops(f"file://{remote}", BRANCH) as repository:
        repository.refresh()
        yield repository


def test_the_tip_is_listed_and_read(opened: GitopsRepository) -> None:
    assert list(opened.entries("previews")) == ["_bases", "billing-api", "orders-api"]
    assert list(opened.entries("previews/orders-api")) == ["pr-1", "pr-2"]
    assert opened.entries("previews/nobody") == {}
    assert list(opened.files()) == sorted(FILES)
    found = opened.read(["previews/orders-api/pr-2/preview.json", "previews/orders-api/pr-9/preview.json", "previews"])
    assert found == {"previews/orders-api/pr-2/preview.json": b'{"two": 2}\n'}


def test_a_commit_changes_its_paths_and_nothing_else(opened: GitopsRepository, remote: Path) -> None:
    change = Change(
        {
            "previews/orders-api/pr-1/aaaaaaaaaaaa": None,
            "previews/orders-api/pr-1/bbbbbbbbbbbb/kustomization.yaml": b"b: 1\n",
            "previews/orders-api/pr-1/preview.json": b'{"new": 1}\n',
        },
        "orders-api/pr-1: publish",
        (("Previewctl-Preview", "orders-api/pr-1"),),
    )
    commit = opened.commit(change)
    assert commit is not None
    assert opened.push(commit) is Push.LANDED
    expected = dict(FILES)
    del expected["previews/orders-api/pr-1/aaaaaaaaaaaa/kustomization.yaml"]
    expected["previews/orders-api/pr-1/bbbbbbbbbbbb/kustomization.yaml"] = "b: 1"
    expected["previews/orders-api/pr-1/preview.json"] = '{"new": 1}'
    assert files_of(remote) == {path: text.strip() for path, text in expected.items()}
    assert git(remote, "log", "-1", "--format=%(trailers)", BRANCH) == "Previewctl-Preview: orders-api/pr-1"
    git(remote, "fsck", "--strict")


def test_commits_can_stand_on_each_other_before_they_are_pushed(opened: GitopsRepository, remote: Path) -> None:
    first = opened.commit(Change({"previews/orders-api/pr-1": None}, "one"))
    second = opened.commit(Change({"previews/orders-api/pr-2/x/y": b"y"}, "two"), first)
    assert second is not None
    assert opened.push(second) is Push.LANDED
    assert "previews/orders-api/pr-1/preview.json" not in files_of(remote)
    assert git(remote, "log", "--format=%s", BRANCH).splitlines() == ["two", "one", "seed"]


def test_what_changes_nothing_makes_no_commit(opened: GitopsRepository) -> None:
    same = FILES["previews/orders-api/pr-1/preview.json"].encode()
    assert opened.commit(Change({"previews/orders-api/pr-1/preview.json": same}, "again")) is None
    assert opened.commit(Change({"previews/orders-api/pr-77": None}, "not there")) is None


def test_the_first_publication_creates_the_branch(tmp_path: Path) -> None:
    remote = bare(tmp_path / "gitops.git")
    seed(remote, {"platform.yaml": "x: 1\n"}, branch="main")
    with open_gitops(str(remote), BRANCH) as repository:
        done = land(repository, lambda _: Change({"previews/a/pr-1/preview.json": b"{}\n"}, "first"))
    assert done.commit == tip_of(remote)
    assert list(files_of(remote)) == ["previews/a/pr-1/preview.json"]
    assert git(remote, "rev-list", "--count", BRANCH) == "1"


def test_a_push_of_somebody_else_is_seen_and_kept(opened: GitopsRepository, remote: Path) -> None:
    commit = opened.commit(Change({"previews/orders-api/pr-3/preview.json": b"{}\n"}, "three"))
    assert commit is not None
    seed(remote, {"previews/orders-api/pr-4/preview.json": "{}\n"})
    assert opened.push(commit) is Push.OVERTAKEN
    assert "previews/orders-api/pr-3/preview.json" not in files_of(remote)
    done = land(opened, lambda _: Change({"previews/orders-api/pr-3/preview.json": b"{}\n"}, "three"))
    assert done.attempts == 1
    assert {"previews/orders-api/pr-3/preview.json", "previews/orders-api/pr-4/preview.json"} <= files_of(remote).keys()


def test_a_change_is_made_anew_for_each_tip(remote: Path) -> None:
    tips = []

    def change(repository: GitopsRepository) -> Change:
        tips.append(repository.tip)
        if len(tips) < 4:
            seed(remote, {f"previews/other/pr-{len(tips)}/preview.json": "{}\n"})
        return Change({"previews/orders-api/pr-3/preview.json": b"{}\n"}, "three")

    with open_gitops(f"file://{remote}", BRANCH) as repository:
        done = land(repository, change, Patience(first=0.001))
    assert done.attempts == 4
    assert len(set(tips)) == 4
    assert len(files_of(remote)) == len(FILES) + 4


def test_patience_ends(remote: Path) -> None:
    def change(repository: GitopsRepository) -> Change:
        seed(remote, {"previews/other/pr-1/preview.json": repository.tip or ""})
        return Change({"previews/orders-api/pr-3/preview.json": b"{}\n"}, "three")

    with open_gitops(f"file://{remote}", BRANCH) as repository, pytest.raises(RemoteError, match="each of 3 attempts"):
        land(repository, change, Patience(attempts=3, first=0.001))
    assert "previews/orders-api/pr-3/preview.json" not in files_of(remote)


def test_the_trailers_of_an_older_commit_are_found_step_by_step(remote: Path) -> None:
    seed(remote, {"a": "1"}, "publish\n\nPreviewctl-Preview: orders-api/pr-1\nPreviewctl-Run: 7\n")
    for number in range(130):
        seed(remote, {"a": str(number)}, f"other\n\nPreviewctl-Preview: other/pr-{number}\n")
    with open_gitops(f"file://{remote}", BRANCH) as repository:
        repository.refresh()
        found = repository.trailers("Previewctl-Preview: orders-api/pr-1", 5000)
        assert found == {"Previewctl-Preview": "orders-api/pr-1", "Previewctl-Run": "7"}
        assert repository.trailers("Previewctl-Preview: orders-api/pr-2", 5000) is None


@pytest.mark.parametrize("allowed", ["tree:0", "blob:none", "nothing"])
def test_servers_that_filter_less_serve_as_well(tmp_path: Path, allowed: str) -> None:
    remote = bare(tmp_path / "gitops.git")
    seed(remote, FILES)
    git(remote, "config", "uploadpackfilter.allow", "false")
    if allowed == "nothing":
        git(remote, "config", "uploadpack.allowFilter", "false")
    elif allowed == "tree:0":
        git(remote, "config", "uploadpackfilter.tree.maxDepth", "0")
    else:
        git(remote, "config", "uploadpackfilter.blob:none.allow", "true")
    with open_gitops(f"file://{remote}", BRANCH) as repository:
        land(repository, lambda _: Change({"previews/orders-api/pr-2/preview.json": b"new\n"}, "two"))
        repository.refresh()
        assert repository.read(["previews/orders-api/pr-2/preview.json"]) == {
            "previews/orders-api/pr-2/preview.json": b"new\n"
        }
    assert files_of(remote).keys() == FILES.keys()


def test_a_repository_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with open_gitops(f"file://{tmp_path}/none.git", BRANCH) as repository, pytest.raises(RemoteError, match="none"):
        repository.refresh()
    with pytest.raises(UsageError, match="no directory"), open_gitops(str(tmp_path / "none"), BRANCH):
        pass


@pytest.mark.parametrize(
    "url", ["https://token@github.com/acme/gitops.git", "https://a:b@github.com/a/b", "ssh://git:pw@h/a"]
)
def test_credentials_in_a_url_are_refused(url: str) -> None:
    with pytest.raises(UsageError, match="credentials"), open_gitops(url, BRANCH):
        pass


def test_settings_of_the_environment_stay(monkeypatch: pytest.MonkeyPatch, remote: Path) -> None:
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", f"url.file://{remote}.insteadOf")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "https://gitops.invalid/x.git")
    with open_gitops("https://gitops.invalid/x.git", BRANCH) as repository:
        assert repository.refresh() == tip_of(remote)


@pytest.mark.parametrize(
    "name", ["a b", 'q"uote', "back\\slash", "new\nline", "tab\t", "ümlaut", "-dash", "semi;colon", "$(x)"]
)
def test_any_path_that_git_takes_can_be_written_read_and_removed(
    opened: GitopsRepository, remote: Path, name: str
) -> None:
    path = f"previews/orders-api/pr-1/{name}"
    commit = opened.commit(Change({path: b"x\n"}, "odd"))
    assert commit is not None
    opened.push(commit)
    opened.refresh()
    assert opened.read([path]) == {path: b"x\n"}
    gone = opened.commit(Change({path: None}, "gone"))
    assert gone is not None
    opened.push(gone)
    assert git(remote, "rev-parse", f"{BRANCH}^{{tree}}") == git(remote, "rev-parse", f"{BRANCH}~2^{{tree}}")


def test_a_repository_that_somebody_works_in_is_left_alone(
    remote: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a hook: git tells its children where it is."""
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "--quiet")
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"):
        monkeypatch.setenv(name, str(other / ".git" / ("" if name == "GIT_DIR" else name.lower())))
    monkeypatch.setenv("GIT_TEMPLATE_DIR", str(other))
    before = sorted(path.name for path in (other / ".git").rglob("*"))
    with open_gitops(f"file://{remote}", BRANCH) as repository:
        land(repository, lambda _: Change({"previews/orders-api/pr-3/preview.json": b"{}\n"}, "three"))
    assert sorted(path.name for path in (other / ".git").rglob("*")) == before


def test_hooks_of_the_machine_do_not_run(remote: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in ("pre-push", "reference-transaction", "post-index-change"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
        (hooks / name).chmod(0o755)
    config = tmp_path / "gitconfig"
    config.write_text(f"[core]\n\thooksPath = {hooks}\n[commit]\n\tgpgSign = true\n[push]\n\tfollowTags = true\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    git(remote, "config", "http.receivepack", "true")
    with git_http(remote.parent) as http, open_gitops(http.url(remote.name), BRANCH) as repository:
        land(repository, lambda _: Change({"previews/orders-api/pr-3/preview.json": b"{}\n"}, "three"))
    assert "previews/orders-api/pr-3/preview.json" in files_of(remote)
    assert not (tmp_path / "ran").exists()


def test_nothing_stays_on_disk(remote: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    with open_gitops(f"file://{remote}", BRANCH) as repository:
        repository.refresh()
        assert list(scratch.iterdir())
    assert list(scratch.iterdir()) == []
