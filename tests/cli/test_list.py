"""`previewctl list` and `previewctl open`, on a checkout that previewctl rendered and git has a history of."""

from __future__ import annotations

import json
import os
import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from previewctl.cli import list as list_module
from previewctl.reporters.previews import ago, ahead, table
from previewctl.reporters.style import Style
from tests.cli.running import PLATFORM, PREVIEW, Run, inside, run
from tests.realparts.gitops_checkout import DAY, NOON, SHOP, commit, git, new, publish, record_of, rewritten

if TYPE_CHECKING:
    from pathlib import Path

NOW = NOON + 10 * DAY
DOMAIN = "preview.acme-previews.dev"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """orders-api#7, published twice and two days apart, and shop-web#7 and billing-api#12."""
    root = new(tmp_path_factory.mktemp("gitops"))
    publish(root, "orders-api", 7, time=NOON)
    publish(root, "billing-api", 12, time=NOON + DAY)
    publish(root, "orders-api", 7, time=NOON + 2 * DAY, sha="f" * 40)
    publish(root, "shop-web", 7, time=NOON + 9 * DAY)
    shutil.copy(SHOP / "platform.yaml", root)
    return root


@pytest.fixture
def gitops(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy that a test may change; it is ten days later."""
    monkeypatch.setattr(list_module, "now", lambda: NOW)
    monkeypatch.delenv("PREVIEWCTL_GITOPS", raising=False)
    return shutil.copytree(published, tmp_path / "gitops")


def listed(gitops: Path, *arguments: str) -> dict[str, dict[str, Any]]:
    found = inside(gitops, "list", "--format", "json", *arguments)
    assert found.code == 0, found
    return {item["name"]: item for item in json.loads(found.out)["previews"]}


def test_a_pipe_gets_every_column_and_no_colour(gitops: Path) -> None:
    found = inside(gitops, "list")
    assert found.code == 0
    assert [line.split()[0] for line in found.out.splitlines()] == [
        "PREVIEW",
        "billing-api#12",
        "orders-api#7",
        "shop-web#7",
    ]
    assert re.search(
        r"^orders-api#7 +published +payments +10d +8d +overdue .* https://orders-api-pr-7\." + DOMAIN,
        found.out,
        re.MULTILINE,
    )
    assert "\x1b" not in found.out


def test_age_is_that_of_the_first_publication_and_activity_that_of_the_last(gitops: Path) -> None:
    orders = listed(gitops)["orders-api#7"]
    assert orders["created"] == "2026-11-24T12:00:00Z"
    assert orders["active"] == "2026-11-26T12:00:00Z"
    assert orders["headSha"] == "f" * 40


def test_a_preview_that_was_removed_and_published_again_is_new(gitops: Path) -> None:
    shutil.rmtree(gitops / "previews" / "orders-api" / "pr-7")
    commit(gitops, "remove", NOON + 3 * DAY)
    publish(gitops, "orders-api", 7, time=NOON + 4 * DAY)
    assert listed(gitops)["orders-api#7"]["created"] == "2026-11-28T12:00:00Z"


def test_a_preview_expires_by_the_earlier_of_its_limits(gitops: Path) -> None:
    found = listed(gitops)["billing-api#12"]
    limits = {"idle": 3 * DAY, "max": 14 * DAY}
    assert found["expiry"] == "unused for 3d"
    assert found["expires"] == "2026-11-28T12:00:00Z"
    assert NOON + DAY + limits["idle"] < NOON + DAY + limits["max"]


def test_a_shallow_clone_knows_no_age_and_no_activity_before_its_first_commit(gitops: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--depth", "2", f"file://{gitops}", "shallow")
    found = listed(tmp_path / "shallow")
    assert (found["billing-api#12"]["created"], found["billing-api#12"]["active"]) == (None, None)
    assert found["shop-web#7"]["created"] == "2026-12-03T12:00:00Z"


def test_a_clone_without_blobs_fetches_none(gitops: Path, tmp_path: Path) -> None:
    git(gitops, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "--quiet", "--filter=blob:none", f"file://{gitops}", "bare")
    git(tmp_path / "bare", "remote", "set-url", "origin", "file:///nowhere")
    found = listed(tmp_path / "bare")
    assert found["orders-api#7"]["created"] == "2026-11-24T12:00:00Z"
    assert found["orders-api#7"]["active"] == "2026-11-26T12:00:00Z"


def test_without_a_repository_there_are_no_dates(gitops: Path) -> None:
    shutil.rmtree(gitops / ".git")
    found = listed(gitops)["orders-api#7"]
    assert (found["created"], found["active"], found["expires"]) == (None, None, None)


def test_only_those_of_a_service_or_a_team(gitops: Path) -> None:
    assert list(listed(gitops, "--service", "shop-web")) == ["shop-web#7"]
    assert list(listed(gitops, "--team", "payments")) == ["billing-api#12", "orders-api#7"]
    found = inside(gitops, "list", "--team", "nobody")
    assert (found.code, found.out, found.err) == (0, "", "no previews are published here\n")


def test_seed_cost_and_calls_are_told(gitops: Path) -> None:
    orders = listed(gitops)["orders-api#7"]
    assert orders["seed"] == "orders 2026.11.1"
    assert float(orders["monthlyCost"]) > 1
    assert {item["service"]: item["target"] for item in orders["dependencies"]}["billing-api"] == "staging"


def test_a_record_that_somebody_edited_is_damaged(gitops: Path) -> None:
    rewritten(gitops, "orders-api", 7, {"branch": "x"}, fits=False)
    assert listed(gitops)["orders-api#7"]["status"] == "damaged"


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "https://evil.example.com", "http://orders-api-pr-7.preview.acme-previews.dev",
     "https://a:b@orders-api-pr-7.preview.acme-previews.dev", "https://evilpreview.acme-previews.dev", "https://[",
     "https://x.preview.acme-previews.dev/\u202e"],
)  # fmt: skip
def test_a_url_outside_of_the_previews_domain_is_not_shown(gitops: Path, url: str) -> None:
    rewritten(gitops, "orders-api", 7, {"url": url})
    assert listed(gitops)["orders-api#7"]["url"] is None


def test_text_of_a_record_cannot_reach_the_terminal(gitops: Path) -> None:
    facts = json.loads(record_of(gitops, "orders-api", 7).read_bytes())["preview"]["facts"]
    facts["dependencies"]["billing-api"]["target"] = "\x1b]0;owned\x07\n::error::x"
    rewritten(gitops, "orders-api", 7, {"facts": facts})
    out = inside(gitops, "list").out
    assert "\x1b" not in out
    assert "\n::error" not in out


def test_a_record_that_cannot_be_read_is_left_out(gitops: Path) -> None:
    record_of(gitops, "orders-api", 7).write_text("{", encoding="utf-8")
    assert list(listed(gitops)) == ["billing-api#12", "shop-web#7"]


def test_a_snapshot_that_is_a_link_is_not_followed(gitops: Path, tmp_path: Path) -> None:
    snapshot = record_of(gitops, "orders-api", 7).with_name("preview.yaml")
    outside = tmp_path / "outside.yaml"
    outside.write_bytes(snapshot.read_bytes())
    snapshot.unlink()
    snapshot.symlink_to(outside)
    assert listed(gitops)["orders-api#7"]["team"] is None


@pytest.mark.parametrize("width", [20, 40, 60, 80, 100, 160])
def test_the_table_fits_a_terminal_of_any_width(gitops: Path, width: int) -> None:
    from previewctl.compilation import LoadedPlatform, load_platform
    from previewctl.dashboard.reading import shown_previews

    platform = load_platform(str(gitops / "platform.yaml"))
    assert isinstance(platform, LoadedPlatform)
    lines = table(list(shown_previews(gitops, platform)), NOW, width, Style()).splitlines()
    assert len(lines) == 4
    assert max(len(line) for line in lines) <= width
    assert all(
        name in line for name, line in zip(["billing-api#12", "orders-api#7", "shop-web#7"], lines[1:], strict=True)
    )
    assert ("URL" in lines[0]) == (width >= 80)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "now"), (59, "now"), (60, "1m"), (3_599, "59m"), (3_600, "1h"), (90_000, "1d"), (-5, "now")],
)
def test_ages_are_short(seconds: int, text: str) -> None:
    assert ago(NOW - seconds, NOW) == text


@pytest.mark.parametrize(("seconds", "text"), [(-1, "overdue"), (0, "overdue"), (30, "now"), (7_200, "in 2h")])
def test_what_is_ahead_says_so(seconds: int, text: str) -> None:
    assert ahead(NOW + seconds, NOW) == text


def test_without_previews_it_says_where_to_look(tmp_path: Path) -> None:
    found = inside(tmp_path, "list")
    assert found.code == 2
    assert "check out the branch with the previews" in found.err


def test_without_a_platform_it_says_whose_lifetimes_these_are(gitops: Path) -> None:
    (gitops / "platform.yaml").unlink()
    found = inside(gitops, "list")
    assert found.code == 0
    assert "there is no platform.yaml" in found.err


def test_the_platform_of_the_control_branch_counts_when_the_previews_are_checked_out_in_it(gitops: Path) -> None:
    control = new(gitops.parent / "control")
    shutil.move(gitops / "platform.yaml", control)
    shutil.move(gitops, control / "previews-branch")
    found = inside(control, "list", "--gitops", "previews-branch")
    assert (found.code, found.err) == (0, "")


def test_open_prints_the_url_in_a_pipe(gitops: Path) -> None:
    assert inside(gitops, "open", "12") == Run(0, f"https://billing-api-pr-12.{DOMAIN}\n", "")
    assert (
        inside(gitops.parent, "open", "7", "--service", "shop-web", "--gitops", "gitops").out
        == f"https://shop-web-pr-7.{DOMAIN}\n"
    )


def test_open_asks_which_service_is_meant(gitops: Path) -> None:
    found = inside(gitops, "open", "7")
    assert found.code == 2
    assert "orders-api, shop-web" in found.err
    assert "--service NAME" in found.err


def test_open_does_not_invent_a_preview(gitops: Path) -> None:
    assert "no preview of pull request 99 is published here" in inside(gitops, "open", "99").err
    rewritten(gitops, "billing-api", 12, {"url": "https://evil.example.com"})
    assert inside(gitops, "open", "12").code == 2


def test_open_knows_the_url_in_the_repository_of_a_service(tmp_path: Path) -> None:
    (tmp_path / "preview.yaml").write_text(PREVIEW, encoding="utf-8")
    assert "nobody knows the previews' domain" in inside(tmp_path, "open", "3").err
    (tmp_path / "platform.yaml").write_text(PLATFORM, encoding="utf-8")
    assert inside(tmp_path, "open", "3").out == "https://orders-api-pr-3.preview.example.com\n"
    assert inside(tmp_path, "open", "3", "--service", "billing-api").code == 2


def test_open_starts_the_browser_on_a_terminal(gitops: Path, tmp_path: Path) -> None:
    import pty
    import subprocess

    from tests.cli.running import command, environment

    browser, seen = tmp_path / "browser", tmp_path / "seen"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {seen}\n', encoding="utf-8")
    browser.chmod(0o755)
    ours, theirs = pty.openpty()
    arguments = command("open", "12", "--gitops", str(gitops))
    done = subprocess.run(
        arguments,
        env=environment(BROWSER=f"{browser} %s"),
        stdout=theirs,
        stderr=subprocess.PIPE,
        timeout=30,
        check=False,
    )
    os.close(theirs)
    os.close(ours)
    assert (done.returncode, done.stderr) == (0, b"")
    assert seen.read_text(encoding="utf-8") == f"https://billing-api-pr-12.{DOMAIN}"


def test_list_runs_as_a_process(gitops: Path) -> None:
    assert run(gitops, "list", "--service", "shop-web").code == 0
