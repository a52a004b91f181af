"""Links: no line of a file outside of the repository is shown, and no file counts twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.running import LINKS, PLATFORM, PREVIEW, Run, inside, run

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "machine github.com login me password hunter2\n"
LOCK_IN_PREVIEW = "seed: {dataset: orders, version: '1'}\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A repository `repo`, and beside it `netrc` and the directory `other` with preview.yaml, platform.yaml and settings."""
    (tmp_path / "netrc").write_text(SECRET)
    (tmp_path / "other").mkdir()
    for name in ("preview.yaml", "platform.yaml", ".previewctl.toml"):
        (tmp_path / "other" / name).write_text(SECRET)
    (tmp_path / "repo/.git").mkdir(parents=True)
    return tmp_path


def shows_nothing(done: Run, words: str) -> None:
    assert done.code == 2
    assert words in done.out + done.err
    assert "hunter2" not in done.out + done.err


@pytest.mark.parametrize("paths", [(), (".",), ("preview.yaml",)])
def test_a_preview_that_is_a_link_to_elsewhere(home: Path, paths: tuple[str, ...]) -> None:
    (home / "repo/preview.yaml").symlink_to("../netrc")
    shows_nothing(inside(home / "repo", "lint", *paths), "is a link that leaves")


@pytest.mark.parametrize("path", ["sub", "sub/", "sub/preview.yaml", "./sub/../sub/preview.yaml"])
@pytest.mark.parametrize("git", [True, False])
def test_a_directory_that_is_a_link_to_elsewhere(home: Path, path: str, *, git: bool) -> None:
    (home / "repo/sub").symlink_to("../other")
    if git:
        (home / "other/.git").mkdir()
    shows_nothing(inside(home / "repo", "lint", path), "is a link that leaves")
    shows_nothing(inside(home / "repo", "lint", str(home / "repo" / path)), "is a link that leaves")


@pytest.mark.parametrize("name", ["platform.yaml", ".previewctl.toml", "pyproject.toml"])
def test_what_is_found_by_itself_is_no_link_to_elsewhere(home: Path, name: str) -> None:
    (home / "netrc").write_text(f"[tool.previewctl]\n{SECRET}")
    (home / "repo/preview.yaml").write_text(PREVIEW)
    (home / "repo" / name).symlink_to("../netrc")
    shows_nothing(inside(home / "repo", "lint"), "is a link that leaves")


@pytest.mark.parametrize("value", ["../netrc", "{home}/netrc", "link", "links/netrc", "file://{home}/other"])
def test_the_platform_of_the_settings_stands_in_the_repository(home: Path, value: str) -> None:
    (home / "repo/preview.yaml").write_text(PREVIEW)
    (home / "repo/link").symlink_to("../netrc")
    (home / "repo/links").symlink_to("..")
    (home / "repo/.previewctl.toml").write_text(f'platform = "{value.format(home=home)}"\n')
    shows_nothing(inside(home / "repo", "lint"), "is outside of this repository")


def test_links_within_a_repository_are_followed(home: Path) -> None:
    (home / "repo/shared").mkdir()
    (home / "repo/shared/preview.yaml").write_text(PREVIEW)
    (home / "repo/shared/platform.yaml").write_text(PLATFORM)
    (home / "repo/svc").symlink_to("shared")
    (home / "repo/platform.yaml").symlink_to("shared/platform.yaml")
    assert inside(home / "repo", "lint", "svc/preview.yaml").code == 0
    (home / "repo/.previewctl.toml").write_text('platform = "svc/platform.yaml"\n')
    assert inside(home / "repo", "lint", "shared").code == 0


def test_what_a_user_names_may_stand_anywhere(home: Path) -> None:
    (home / "repo/preview.yaml").write_text(PREVIEW)
    (home / "platform.yaml").write_text(PLATFORM)
    assert inside(home / "repo", "lint", "--platform", "../platform.yaml").code == 0
    (home / "other/preview.yaml").write_text(PREVIEW)
    (home / "other/.previewctl.toml").unlink()
    assert inside(home / "repo", "lint", "../other/preview.yaml", "--platform", "../platform.yaml").code == 0
    (home / "disk").symlink_to("other")
    assert inside(home, "lint", "disk/preview.yaml", "--platform", "platform.yaml").code == 0


@pytest.mark.parametrize(
    "paths",
    [
        ("preview.yaml", "./preview.yaml"),
        ("preview.yaml", "."),
        (".", "{work}/preview.yaml"),
        ("preview.yaml", "link.yaml"),
    ],
)
def test_a_file_counts_once_however_it_is_written(work: Path, paths: tuple[str, ...]) -> None:
    (work / "bad/preview.yaml").unlink()
    (work / "preview.yaml").write_text(LINKS)
    (work / "link.yaml").symlink_to("preview.yaml")
    done = inside(work, "lint", "--format", "concise", *(path.format(work=work) for path in paths))
    found = [line.split("[")[1][:5] for line in done.out.splitlines() if "[PV" in line]
    assert sorted(found) == ["PV201", "PV203"]


def test_a_lock_and_a_platform_are_reported_once_by_two_paths(work: Path) -> None:
    (work / "seed-data/orders").mkdir(parents=True)
    (work / "seed-data/orders/seed.lock").write_text("dataset: other\n")
    (work / "preview.yaml").write_text(PREVIEW + LOCK_IN_PREVIEW)
    (work / "platform.yaml").write_text(PLATFORM.replace("preview.example.com", "preview.acme.dev"))
    alone = codes(run(work, "lint", "--format", "concise", "preview.yaml", "platform.yaml"))
    assert {"PV304", "PV411"} <= set(alone)
    both = run(work, "lint", "--format", "concise", f"{work}/preview.yaml", "platform.yaml", f"{work}/platform.yaml")
    assert codes(both) == alone


def codes(done: Run) -> list[str]:
    return sorted(line.split("[")[1][:5] for line in done.out.splitlines() if "[PV" in line)


def test_a_platform_that_is_named_may_not_be_a_link_out_of_its_repository_either(tmp_path: Path) -> None:
    (tmp_path / "repository/.git").mkdir(parents=True)
    (tmp_path / "netrc").write_text("machine git.acme.dev login bot password s3cretPW\n")
    (tmp_path / "repository/platform.yaml").symlink_to("../netrc")
    done = inside(tmp_path / "repository", "lint", "platform.yaml")
    assert done.code == 2
    assert "s3cretPW" not in done.out + done.err
