"""What goes wrong at the remote, or on the disk: a clear message, exit code 4, and nothing half done."""

from __future__ import annotations

import os
import re
import resource
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from previewctl.errors import RemoteError
from previewctl.gitops.landing import Patience, land
from previewctl.gitops.repository import Change, GitopsRepository, open_gitops
from previewctl.integrations import git_clone
from tests.cli.running import Run, command, environment, git, run
from tests.gitops.remotes import BRANCH, files_of, seed, tip_of
from tests.realparts.git_server import GitFault, GitHttpServer, git_http

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.gitops.conftest import Shop

PATH = "previews/orders-api/pr-3/preview.json"
FETCH, PUSH = "git-upload-pack", "git-receive-pack"
QUICK = Patience(first=0.01, longest=0.05)


def change(_: GitopsRepository) -> Change:
    return Change({PATH: b"{}\n"}, "three")


@pytest.fixture
def server(shop: Shop) -> Iterator[GitHttpServer]:
    git(shop.gitops, "config", "http.receivepack", "true")
    seed(shop.gitops, {"previews/a/pr-1/preview.json": "{}\n"})
    with git_http(shop.gitops.parent) as http:
        yield http


def publish(shop: Shop, server: GitHttpServer, **changes: str) -> Run:
    """Publishes over HTTP."""
    given = ["--gitops", server.url("gitops.git"), "--pr", "42", "--branch", "x", "--no-image-check", "--quiet"]
    return run(shop.app, "publish", *given, **changes)


def untouched(shop: Shop) -> bool:
    """Whether the branch of previews is as it was, and the repository whole."""
    git(shop.gitops, "fsck", "--strict")
    return list(shop.files()) == ["previews/a/pr-1/preview.json"]


def hook(shop: Shop, name: str, script: str) -> None:
    """A hook of the remote."""
    path = shop.gitops / "hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def test_a_push_that_a_hook_refuses_is_said_with_the_hooks_words(shop: Shop, server: GitHttpServer) -> None:
    hook(shop, "pre-receive", "echo 'only on Mondays' >&2; exit 1")
    done = publish(shop, server)
    assert done.code == 4
    assert "pre-receive hook declined" in done.err
    assert "only on Mondays" in done.err
    assert untouched(shop)


def test_what_a_hook_says_cannot_break_out_of_the_line(shop: Shop, server: GitHttpServer) -> None:
    hook(shop, "pre-receive", r"printf '\033[31mred\n::error::owned\n' >&2; exit 1")
    done = publish(shop, server)
    assert "\x1b" not in done.err
    assert "\n::error::" not in done.err


@pytest.mark.parametrize("status", [500, 502, 503, 429])
@pytest.mark.parametrize("service", [FETCH, PUSH])
def test_a_server_that_fails_for_long_is_given_up(shop: Shop, server: GitHttpServer, service: str, status: int) -> None:
    server.faults.append(GitFault(service, status=status, times=1000))
    with open_gitops(server.url("gitops.git"), BRANCH) as repository, pytest.raises(RemoteError, match=str(status)):
        land(repository, change, QUICK)
    assert untouched(shop)


@pytest.mark.parametrize("kind", ["cut", "status"])
@pytest.mark.parametrize("service", [FETCH, PUSH])
def test_a_server_that_fails_for_a_moment_is_asked_again(
    shop: Shop, server: GitHttpServer, service: str, kind: str
) -> None:
    server.faults.append(GitFault(service, kind, status=503 if kind == "status" else 0))
    with open_gitops(server.url("gitops.git"), BRANCH) as repository:
        land(repository, change, QUICK)
    assert PATH in shop.files()
    assert git(shop.gitops, "rev-list", "--count", BRANCH) == "2"


def test_a_push_whose_answer_is_lost_is_not_made_twice(shop: Shop, server: GitHttpServer) -> None:
    server.faults.append(GitFault(f"/{PUSH}", "lost"))
    with open_gitops(server.url("gitops.git"), BRANCH) as repository:
        done = land(repository, change, QUICK)
    assert (done.commit, done.attempts) == (None, 2)
    assert git(shop.gitops, "rev-list", "--count", BRANCH) == "2"


def test_a_lost_answer_raises_neither_attempt_nor_epoch_twice(shop: Shop, server: GitHttpServer) -> None:
    publish(shop, server)
    server.faults.append(GitFault(f"/{PUSH}", "lost"))
    given = ["--gitops", server.url("gitops.git"), "--pr", "42", "--branch", "x", "--no-image-check"]
    assert run(shop.app, "publish", *given, "--retry").code == 0
    assert '"attempt": 1' in shop.files()["previews/orders-api/pr-42/preview.json"]
    server.faults.append(GitFault(f"/{PUSH}", "lost"))
    assert run(shop.app, "publish", *given, "--reset").code == 0
    assert '"epoch": 1' in shop.files()["previews/orders-api/pr-42/preview.json"]


def test_a_pack_with_broken_bytes_is_refused(shop: Shop, server: GitHttpServer) -> None:
    server.faults.append(GitFault(f"/{FETCH}", "corrupt", times=1000))
    with (
        open_gitops(server.url("gitops.git"), BRANCH) as repository,
        pytest.raises(RemoteError, match="cannot be fetched"),
    ):
        land(repository, change, QUICK)
    assert untouched(shop)


@pytest.mark.parametrize("service", [FETCH, PUSH])
def test_a_server_that_does_not_answer_is_left_after_a_while(
    shop: Shop, server: GitHttpServer, service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git_clone, "FETCH_SECONDS", 1)
    monkeypatch.setattr(git_clone, "PUSH_SECONDS", 1)
    server.faults.append(GitFault(service, "hang", times=1000))
    with (
        open_gitops(server.url("gitops.git"), BRANCH) as repository,
        pytest.raises(RemoteError, match="no answer within"),
    ):
        land(repository, change, QUICK._replace(broken=1))
    assert untouched(shop)


def test_nothing_that_git_started_is_left_behind(
    shop: Shop, server: GitHttpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git_clone, "FETCH_SECONDS", 1)
    server.faults.append(GitFault(FETCH, "hang", times=1000))
    with open_gitops(server.url("gitops.git"), BRANCH) as repository, pytest.raises(RemoteError):
        land(repository, change, QUICK._replace(broken=1))
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert f"127.0.0.1:{server.port}" not in running


def test_a_server_that_is_not_there_is_said_so(shop: Shop) -> None:
    with (
        open_gitops("http://127.0.0.1:9/gitops.git", BRANCH) as repository,
        pytest.raises(RemoteError, match="connect"),
    ):
        land(repository, change, QUICK)


def test_a_branch_that_is_checked_out_is_refused_with_the_reason(shop: Shop, tmp_path: Path) -> None:
    work = tmp_path / "checkout"
    git(tmp_path, "clone", "--quiet", "--branch", "main", str(shop.gitops), str(work))
    git(work, "checkout", "--quiet", "-b", BRANCH)
    done = run(shop.app, "publish", "--gitops", str(work), "--pr", "42", "--branch", "x", "--no-image-check")
    assert done.code == 4
    assert "branch is currently checked out" in done.err


def test_a_remote_that_lost_an_object_is_said_so(shop: Shop) -> None:
    seed(shop.gitops, {"previews/a/pr-1/preview.json": "{}\n"})
    tree = git(shop.gitops, "rev-parse", f"{BRANCH}:previews/a")
    (shop.gitops / "objects" / tree[:2] / tree[2:]).unlink()
    done = shop.publish()
    assert done.code == 4
    assert "gitops.git" in done.err


@pytest.mark.skipif(os.name != "posix" or sys.platform != "linux", reason="limits of a file's size are Linux's here")
def test_a_full_disk_here_publishes_nothing(shop: Shop) -> None:
    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, 2_000))

    shop.publish()
    before = shop.tip()
    (shop.app / "preview.yaml").write_text((shop.app / "preview.yaml").read_text().replace("debug", "info"))
    sha = shop.commit()
    done = subprocess.run(
        command(
            "publish", "--gitops", str(shop.gitops), "--pr", "42", "--branch", "x", "--sha", sha, "--no-image-check"
        ),
        cwd=shop.app,
        env=environment(),
        preexec_fn=limited,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 4, done.stderr
    assert "Traceback" not in done.stderr
    assert re.search(r"error: .+", done.stderr)
    assert shop.tip() == before
    git(shop.gitops, "fsck")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_remote_that_cannot_be_written_as_nobody(shop: Shop) -> None:
    read_only(shop.gitops)
    assert shop.publish().code == 4


def test_a_remote_without_room_refuses_the_push(shop: Shop) -> None:
    """What the server's side may write is bounded, as on a full disk."""
    shop.publish()
    before = shop.tip()
    wrapper = shop.app.parent / "receive"
    wrapper.write_text('#!/bin/sh\nulimit -f 1\nexec git receive-pack "$@"\n')
    wrapper.chmod(0o755)
    sha = shop.commit((shop.app / "preview.yaml").read_text().replace("debug", "info"))
    config = {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "remote.gitops.receivepack",
        "GIT_CONFIG_VALUE_0": str(wrapper),
    }
    hook(shop, "pre-receive", "dd if=/dev/zero of=filler bs=4096 count=1 2>/dev/null || exit 1")
    done = shop.publish("--sha", sha, pr=42, **config)
    assert done.code == 4, done.out
    assert shop.tip() == before
    git(shop.gitops, "fsck")


def test_a_remote_that_is_read_only_refuses_the_push(shop: Shop) -> None:
    """A file stands where the lock of the branch would be made, so that it holds for root, too."""
    shop.publish()
    before = tip_of(shop.gitops)
    lock = shop.gitops / "refs/heads/previews.lock"
    lock.write_text("")
    lock.chmod(stat.S_IRUSR)
    shop.commit((shop.app / "preview.yaml").read_text().replace("debug", "info"))
    with (
        open_gitops(f"file://{shop.gitops}", BRANCH) as repository,
        pytest.raises(RemoteError, match="before each of 3"),
    ):
        land(repository, change, QUICK._replace(attempts=3))
    assert tip_of(shop.gitops) == before
    assert PATH not in files_of(shop.gitops)


def read_only(path: Path) -> None:
    """Takes the right to write from everything below a directory."""
    for parent, directories, names in os.walk(path):
        for name in (*directories, *names):
            full = os.path.join(parent, name)
            os.chmod(full, os.stat(full).st_mode & ~0o222)
    path.chmod(0o555)
