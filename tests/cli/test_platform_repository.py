"""A platform.yaml in a Git repository elsewhere."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from previewctl.errors import UsageError
from previewctl.integrations.platform_repository import FRESH_SECONDS
from previewctl.integrations.platform_url import is_git_url, parse_platform_url
from tests.cli.running import LINKS, PLATFORM, Run, git, run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    """A GitOps repository with a platform.yaml on main, another below `ops` and a third on the branch `next`."""
    repository = tmp_path / "gitops"
    repository.mkdir()
    git(repository, "init", "--quiet")
    (repository / "platform.yaml").write_text(PLATFORM)
    (repository / "ops").mkdir()
    (repository / "ops/platform.yaml").write_text(
        PLATFORM.replace("  billing-api:", "  biling-api: {}\n  billing-api:")
    )
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", "platform")
    git(repository, "checkout", "--quiet", "-b", "next")
    (repository / "platform.yaml").write_text(PLATFORM.replace("billing-api", "invoices-api"))
    git(repository, "commit", "--quiet", "--all", "--message", "rename")
    git(repository, "checkout", "--quiet", "main")
    return repository


@pytest.fixture
def lint(tmp_path: Path) -> Callable[..., Run]:
    """Lints a preview.yaml that depends on `biling-api`, with a cache of its own."""
    work = tmp_path / "work"
    work.mkdir()
    (work / "preview.yaml").write_text(LINKS)

    def lint(platform: str, *options: str, **changes: str) -> Run:
        return run(
            work,
            "lint",
            "--select",
            "PV203",
            "--platform",
            platform,
            *options,
            PREVIEWCTL_CACHE_DIR=str(tmp_path / "c"),
            **changes,
        )

    return lint


def age(tmp_path: Path) -> None:
    for kept in (tmp_path / "c/previewctl/platforms").iterdir():
        os.utime(kept, (0, kept.stat().st_mtime - FRESH_SECONDS - 1))


def test_the_file_of_the_default_branch_counts(remote: Path, lint: Callable[..., Run]) -> None:
    done = lint(f"file://{remote}")
    assert "did you mean `billing-api`?" in done.out
    assert "platform.yaml:7:1" in done.out


def test_a_path_and_a_branch_can_be_named(remote: Path, lint: Callable[..., Run]) -> None:
    assert lint(f"file://{remote}//ops/platform.yaml").code == 0
    assert "did you mean" not in lint(f"file://{remote}//platform.yaml?ref=next").out


def test_a_copy_serves_for_ten_minutes_and_is_then_renewed(
    remote: Path, lint: Callable[..., Run], tmp_path: Path
) -> None:
    lint(f"file://{remote}")
    (remote / "platform.yaml").write_text((remote / "ops/platform.yaml").read_text())
    git(remote, "commit", "--quiet", "--all", "--message", "add")
    assert lint(f"file://{remote}").code == 1
    age(tmp_path)
    assert lint(f"file://{remote}").code == 0


def test_without_the_remote_an_older_copy_serves_with_a_warning(
    remote: Path, lint: Callable[..., Run], tmp_path: Path
) -> None:
    lint(f"file://{remote}")
    age(tmp_path)
    remote.rename(remote.with_name("gone"))
    done = lint(f"file://{remote}")
    assert "did you mean `billing-api`?" in done.out
    assert "the copy of an earlier run serves" in done.err


def test_offline_nothing_is_fetched(remote: Path, lint: Callable[..., Run], tmp_path: Path) -> None:
    done = lint(f"file://{remote}", "--offline")
    assert done.code == 4
    assert "run it once without --offline" in done.err
    lint(f"file://{remote}")
    age(tmp_path)
    assert "is a copy of" in lint(f"file://{remote}", "--offline").err


@pytest.mark.parametrize(("variable", "fetched"), [("0", True), ("false", True), ("1", False), ("", False)])
def test_the_environment_counts_before_the_settings(
    remote: Path, lint: Callable[..., Run], tmp_path: Path, variable: str, *, fetched: bool
) -> None:
    (tmp_path / "work/.previewctl.toml").write_text("offline = true\n")
    done = lint(f"file://{remote}", PREVIEWCTL_OFFLINE=variable)
    assert done.code == (1 if fetched else 4)


def test_a_copy_that_is_out_of_date_is_said_to_be_so(remote: Path, lint: Callable[..., Run], tmp_path: Path) -> None:
    lint(f"file://{remote}")
    assert lint(f"file://{remote}", "--offline").err == ""
    (tmp_path / "work/.previewctl.toml").write_text("offline = true\n")
    for kept in (tmp_path / "c/previewctl/platforms").iterdir():
        os.utime(kept, (0, kept.stat().st_mtime - 3 * 86_400 - 60))
    done = lint(f"file://{remote}", "-q")
    assert done.err == f"warning: file://{remote} is a copy of 3 days ago, and nothing newer is fetched offline\n"


CREDENTIALS = [
    "https://token@github.com/acme/gitops.git",
    "https://me:hunter2@github.com/acme/gitops.git",
    "HTTPS://me:hunter2@github.com/acme/gitops.git",
    "http://me:hunter2@github.com/acme/gitops.git",
    "ssh://git:hunter2@github.com/acme/gitops.git",
    "Git://me:hunter2@github.com/acme/gitops.git",
    "me:hunter2@github.com:acme/gitops.git",
    "https://me:hunter2/x@github.com/acme/gitops.git",
    "https://me:hunter2?x@github.com/acme/gitops.git",
    " https://me:hunter2@github.com/acme/gitops.git",
]


@pytest.mark.parametrize("place", ["option", "settings"])
@pytest.mark.parametrize("url", CREDENTIALS)
def test_credentials_in_a_url_are_refused_and_not_shown(
    lint: Callable[..., Run], tmp_path: Path, url: str, place: str
) -> None:
    if place == "option":
        done = lint(url)
    else:
        (tmp_path / "work/.previewctl.toml").write_text(f'platform = "{url}"; selct = 1\n'.replace("; ", "\n"))
        done = run(tmp_path / "work", "lint")
    assert done.code == 2
    assert "holds credentials" in done.err
    assert "hunter2" not in done.out + done.err
    assert "token@" not in done.out + done.err


@pytest.mark.parametrize(
    ("url", "code", "words"),
    [
        ("file:///nowhere/at/all.git", 4, "does not appear to be a git repository"),
        ("https://github.com/acme/gitops.git//../x", 2, "not the URL"),
        ("http://github.com/acme/gitops.git", 2, "not the URL"),
        ("ext::sh -c whoami://x", 2, "does not exist"),
    ],
)
def test_a_url_that_cannot_be_used(lint: Callable[..., Run], url: str, code: int, words: str) -> None:
    done = lint(url)
    assert done.code == code
    assert words in done.out + done.err
    assert "and the repository exists" not in done.err


def test_the_path_behind_the_url_stays_in_the_repository(
    remote: Path, lint: Callable[..., Run], tmp_path: Path
) -> None:
    (tmp_path / "netrc").write_text("password hunter2\n")
    (remote / "link.yaml").symlink_to(tmp_path / "netrc")
    git(remote, "add", "--all")
    git(remote, "commit", "--quiet", "--message", "link")
    for path in (f"//{tmp_path}/netrc", f"///{tmp_path}/netrc", "//../netrc", "//link.yaml"):
        done = lint(f"file://{remote}{path}")
        assert "hunter2" not in done.out + done.err
        assert done.code == 2 or path == "//link.yaml"


def test_the_case_of_a_scheme_does_not_count() -> None:
    assert parse_platform_url("HTTPS://github.com/acme/gitops").repository == "https://github.com/acme/gitops"


def test_a_repository_without_the_file(remote: Path, lint: Callable[..., Run]) -> None:
    done = lint(f"file://{remote}//elsewhere.yaml")
    assert done.code == 2
    assert "has no elsewhere.yaml" in done.err


def test_no_other_transport_is_a_url() -> None:
    assert not is_git_url("ext::sh -c whoami")
    assert not is_git_url("platform.yaml")
    assert not is_git_url("-oProxyCommand=x")
    assert is_git_url("git@github.com:acme/gitops.git")


@pytest.mark.parametrize("text", ["ssh://host/x y", "https://github.com/acme/gitops?ref=--upload-pack=x"])
def test_what_is_no_platform_url_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_platform_url(text)


def test_the_parts_of_a_url() -> None:
    assert parse_platform_url("git@github.com:acme/gitops.git//ops/platform.yaml?ref=v1") == (
        "git@github.com:acme/gitops.git",
        "ops/platform.yaml",
        "v1",
    )
    assert parse_platform_url("https://github.com/acme/gitops") == (
        "https://github.com/acme/gitops",
        "platform.yaml",
        "HEAD",
    )
