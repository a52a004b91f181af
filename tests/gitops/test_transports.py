"""The branch of previews over HTTP, `git daemon` and SSH; credentials; signatures."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from previewctl.errors import RemoteError, UsageError
from previewctl.gitops.landing import land
from previewctl.gitops.repository import Change, GitopsRepository, open_gitops
from tests.cli.running import PLATFORM, command, environment, git, run
from tests.gitops.conftest import Shop, make_shop
from tests.gitops.remotes import BRANCH, bare, files_of, seed
from tests.realparts import programs
from tests.realparts.git_server import GitHttpServer, git_daemon, git_http

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKEN = "ghs_0123456789abcdefTOKENabcdef0123456789"
PATH = "previews/orders-api/pr-3/preview.json"


def change(_: GitopsRepository) -> Change:
    return Change({PATH: b"{}\n"}, "three")


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    repository = bare(tmp_path / "served/gitops.git")
    git(repository, "config", "http.receivepack", "true")
    seed(repository, {"previews/a/pr-1/preview.json": "{}\n"})
    return repository


@pytest.fixture
def server(remote: Path) -> Iterator[GitHttpServer]:
    with git_http(remote.parent, TOKEN) as http:
        yield http


def test_http_with_a_token(server: GitHttpServer, remote: Path) -> None:
    with open_gitops(server.url("gitops.git"), BRANCH, token=lambda _: TOKEN) as repository:
        land(repository, change)
    assert files_of(remote)[PATH] == "{}"


def test_http_with_a_wrong_token_says_what_to_check(server: GitHttpServer) -> None:
    with (
        open_gitops(server.url("gitops.git"), BRANCH, token=lambda _: "wrong-token") as repository,
        pytest.raises(RemoteError, match="Authentication failed") as caught,
    ):
        land(repository, change)
    assert "check the token" in caught.value.hint
    assert "wrong-token" not in str(caught.value)


def test_http_without_a_token_asks_nobody(server: GitHttpServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    with (
        open_gitops(server.url("gitops.git"), BRANCH, token=lambda _: None) as repository,
        pytest.raises(RemoteError, match="could not read Username"),
    ):
        repository.refresh()


def test_a_header_or_helper_of_the_machine_does_not_take_the_tokens_place(
    server: GitHttpServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "gitconfig"
    told = tmp_path / "told"
    config.write_text(
        f'[http "http://127.0.0.1:{server.port}/"]\n\textraHeader = Authorization: Basic bm86bm8=\n'
        f'[credential]\n\thelper = "!f() {{ cat >>{told}; }}; f"\n'
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    with open_gitops(server.url("gitops.git"), BRANCH, token=lambda _: TOKEN) as repository:
        assert repository.refresh()
    assert not told.exists()
    assert "Basic bm86bm8=" not in server.authorizations


def test_a_token_is_not_sent_without_encryption() -> None:
    with (
        pytest.raises(UsageError, match="without encryption"),
        open_gitops("http://gitops.example.com/x.git", BRANCH, token=lambda _: TOKEN),
    ):
        pass


def test_tokens_go_to_the_hosts_that_they_are_for(monkeypatch: pytest.MonkeyPatch) -> None:
    from previewctl.integrations.git_credentials import token_from_environment

    monkeypatch.delenv("PREVIEWCTL_GITOPS_TOKEN", raising=False)
    monkeypatch.setenv("GITHUB_TOKEN", "github")
    assert token_from_environment()("github.com") == "github"
    assert token_from_environment()("evil.example.com") is None
    monkeypatch.setenv("PREVIEWCTL_GITOPS_TOKEN", "own")
    assert token_from_environment()("git.example.com") == "own"
    monkeypatch.setenv("PREVIEWCTL_GITOPS_TOKEN", "two\nlines")
    with pytest.raises(UsageError, match="characters"):
        token_from_environment()("git.example.com")


def test_a_redirection_is_not_followed(remote: Path) -> None:
    from tests.realparts.git_server import GitFault

    with git_http(remote.parent) as http:
        http.faults.append(GitFault("service=git-upload-pack", status=302))
        with (
            open_gitops(http.url("gitops.git"), BRANCH, token=lambda _: TOKEN) as repository,
            pytest.raises(RemoteError),
        ):
            repository.refresh()


def test_git_daemon(remote: Path) -> None:
    with git_daemon(remote.parent) as url, open_gitops(f"{url}/gitops.git", BRANCH) as repository:
        land(repository, change)
    assert files_of(remote)[PATH] == "{}"


def test_ssh_is_what_git_has_for_it(remote: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program in ssh's place runs the command here: what git asks of ssh is what is tested."""
    stand_in = tmp_path / "ssh"
    stand_in.write_text(f'#!/bin/sh\necho "$@" >>{tmp_path}/asked\nfor last; do :; done\neval "$last"\n')
    stand_in.chmod(0o755)
    monkeypatch.setenv("GIT_SSH_COMMAND", str(stand_in))
    with open_gitops(f"ssh://git@host.invalid{remote}", BRANCH) as repository:
        land(repository, change)
    assert files_of(remote)[PATH] == "{}"
    assert "git-receive-pack" in (tmp_path / "asked").read_text()


def test_other_transports_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no directory, and no Git URL"), open_gitops("ext::sh -c id", BRANCH):
        pass
    with open_gitops("ftp://example.com/x.git", BRANCH) as repository, pytest.raises(RemoteError, match="not allowed"):
        repository.refresh()


# The token is never seen


def test_the_token_is_in_no_argument_no_file_and_no_output(server: GitHttpServer, tmp_path: Path) -> None:
    shop = make_shop(tmp_path / "shop")
    platform = tmp_path / "platform.yaml"
    platform.write_text(PLATFORM)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    arguments = [
        "publish",
        "--gitops",
        server.url("gitops.git"),
        "--pr",
        "42",
        "--branch",
        "x",
        "--platform",
        str(platform),
    ]
    variables = {"PREVIEWCTL_GITOPS_TOKEN": TOKEN, "TMPDIR": str(scratch), "GIT_TRACE": "1", "GIT_CURL_VERBOSE": "1"}
    process = subprocess.Popen(
        command(*arguments, "--no-image-check"),
        cwd=shop.app,
        env=environment(**variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    seen: set[str] = set()
    files: set[str] = set()
    watcher = threading.Thread(target=lambda: _watch(process, scratch, seen, files))
    watcher.start()
    output, _ = process.communicate(timeout=60)
    watcher.join()
    assert process.returncode == 0, output
    assert any("fetch" in line for line in seen)
    assert files
    assert not [line for line in seen if TOKEN in line]
    assert not [name for name in files if TOKEN in name]
    assert TOKEN not in output
    assert TOKEN not in "".join(str(value) for value in files_of(server.root / "gitops.git").values())


def _watch(process: subprocess.Popen[str], scratch: Path, seen: set[str], files: set[str]) -> None:
    """Collects the command lines of all processes, and what the files hold that are made."""
    while process.poll() is None:
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    seen.add((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace"))
                except OSError:
                    continue
        for path in scratch.rglob("*"):
            try:
                if path.is_file() and path.stat().st_size < 100_000:
                    files.add(f"{path} {path.read_bytes().decode(errors='replace')}")
            except OSError:
                continue
        time.sleep(0.005)


def test_the_token_is_in_no_failure(server: GitHttpServer, tmp_path: Path) -> None:
    shop = make_shop(tmp_path / "shop")
    server.password = "another"
    done = run(
        shop.app,
        "publish",
        *("--gitops", server.url("gitops.git"), "--pr", "42", "--branch", "x", "--no-image-check"),
        PREVIEWCTL_GITOPS_TOKEN=TOKEN,
    )
    assert done.code == 4
    assert TOKEN not in done.out + done.err
    assert "Authentication failed" in done.err


# Signatures


def test_a_commit_can_be_signed(shop: Shop, tmp_path: Path) -> None:
    if shutil.which("ssh-keygen") is None:
        programs.missing("there is no ssh-keygen to sign with")
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    config = tmp_path / "gitconfig"
    config.write_text(
        f"[gpg]\n\tformat = ssh\n[user]\n\tsigningKey = {key}\n\tname = Bot\n\temail = bot@example.com\n"
        f'[gpg "ssh"]\n\tallowedSignersFile = {tmp_path}/allowed\n'
    )
    (tmp_path / "allowed").write_text(f"bot@example.com {key.with_suffix('.pub').read_text()}")
    done = shop.publish("--sign", GIT_CONFIG_GLOBAL=str(config))
    assert done.code == 0, done.err
    shown = subprocess.run(
        ["git", "-C", str(shop.gitops), "log", "-1", "--format=%G? %an", BRANCH],
        env=environment(GIT_CONFIG_GLOBAL=str(config)),
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    assert shown == "G Bot"


def test_a_signature_that_cannot_be_made_publishes_nothing(shop: Shop) -> None:
    done = shop.publish("--sign", GIT_CONFIG_COUNT="1", GIT_CONFIG_KEY_0="gpg.program", GIT_CONFIG_VALUE_0="/bin/false")
    assert done.code == 4
    assert "cannot be signed" in done.err
    assert git(shop.gitops, "branch", "--list", BRANCH) == ""


def test_commits_have_the_name_that_git_is_set_up_with(shop: Shop) -> None:
    shop.publish()
    assert shop.log("%an <%ae>") == ["previewctl <previewctl@users.noreply.github.com>"]
    shop.commit(message="more")
    shop.publish(GIT_COMMITTER_NAME="CI bot", GIT_COMMITTER_EMAIL="ci@example.com")
    assert shop.log("%cn <%ce>")[0] == "CI bot <ci@example.com>"
