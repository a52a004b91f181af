"""`previewctl diff`: what a change of preview.yaml does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.running import PLATFORM, PREVIEW, git, inside

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A repository with one commit of preview.yaml."""
    (tmp_path / "preview.yaml").write_text(PREVIEW, encoding="utf-8")
    (tmp_path / "platform.yaml").write_text(PLATFORM, encoding="utf-8")
    git(tmp_path, "init", "--quiet", "--initial-branch", "main")
    git(tmp_path, "add", "preview.yaml", "platform.yaml")
    git(tmp_path, "commit", "--quiet", "-m", "one")
    return tmp_path


def edit(here: Path, old: str, new: str) -> None:
    path = here / "preview.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def diff(here: Path, *arguments: str) -> dict[str, Any]:
    run = inside(here, "diff", *(arguments or ("main..",)), "--format", "json")
    assert run.code == 0, run.err
    data: dict[str, Any] = json.loads(run.out)
    return data


def changed(data: dict[str, Any]) -> set[tuple[str, str, str]]:
    return {(item["section"], item["name"], item["change"]) for item in data["differences"]}


def test_without_a_change_nothing_happens(here: Path) -> None:
    run = inside(here, "diff", "main..")
    assert run.out == "orders-api: main → the work tree\nnothing changes in the preview\n"
    assert inside(here, "diff", "main..", "--check").code == 0


def test_a_comment_changes_nothing(here: Path) -> None:
    edit(here, "env:\n", "# a comment\nenv:\n")
    assert inside(here, "diff", "main..", "--check").code == 0


def test_a_variable_restarts_what_reads_it(here: Path) -> None:
    edit(here, "debug", "info")
    data = diff(here)
    assert changed(data) == {("variables", "LOG_LEVEL", "changed")}
    assert data["differences"][0]["fields"] == [{"name": "value", "before": "debug", "after": "info"}]
    assert data["consequences"]["restarted"] == ["web", "worker"]
    assert data["consequences"]["heaviest"] == "restart"
    assert {"change": "~", "kind": "ConfigMap", "name": "env", "fields": ["data.LOG_LEVEL"]} in data["objects"]
    assert inside(here, "diff", "main..", "--check").code == 1


def test_another_major_version_starts_over(here: Path) -> None:
    edit(here, '"17"', '"16"')
    data = diff(here)
    assert changed(data) == {("databases", "postgres", "changed")}
    assert data["consequences"]["reseeded"] == ["postgres"]
    assert "migrate" in data["consequences"]["hooks"]
    assert "postgres starts over" in inside(here, "diff", "main..").out


def test_a_process_more_costs_more(here: Path) -> None:
    edit(here, "  worker:", "  beat: {command: [celery, -A, shop, beat]}\n  worker:")
    data = diff(here)
    assert changed(data) == {("processes", "beat", "added")}
    assert data["consequences"]["started"] == ["beat"]
    assert float(data["cost"]["after"]) > float(data["cost"]["before"])
    assert ("+", "Deployment", "beat") in {(item["change"], item["kind"], item["name"]) for item in data["objects"]}


def test_wiring_is_shown_with_both_urls(here: Path) -> None:
    edit(here, "env:\n", "overrides: {billing-api: pr-7}\nenv:\n")
    (found,) = [item for item in diff(here)["differences"] if item["section"] == "dependencies"]
    fields = {field["name"]: (field["before"], field["after"]) for field in found["fields"]}
    assert fields["target"] == ("staging", "pr-7")
    assert fields["url"][1] == "http://web.pv-billing-api-7.svc.cluster.local:8000"


@pytest.mark.parametrize(
    "line",
    [
        "  STRIPE_KEY: hunter2hunter2\n",
        "  OTHER: sk_live_abcdefghijklmnopqrstuvwx\n",
        "  DB: postgres://a:hunter2@db/x\n",
    ],
)
def test_a_secret_is_never_shown(here: Path, line: str) -> None:
    (here / "old.yaml").write_text(PREVIEW + line + "  # previewctl: ignore[PV407,PV408,PV409,PV410] test\n")
    (here / "new.yaml").write_text(PREVIEW + line.replace("2", "3").replace("stu", "vwx"))
    for form in ("text", "markdown", "json"):
        run = inside(here, "diff", "old.yaml", "new.yaml", "--format", form)
        for secret in ("hunter2", "hunter3", "sk_live_"):
            assert secret not in run.out
            assert secret not in run.err


def test_a_password_in_a_command_is_hidden(here: Path) -> None:
    edit(here, "[celery, -A, shop, worker]", '[celery, --password, hunter2, "--api-key=abc", worker]')
    run = inside(here, "diff", "main..", "--format", "markdown")
    assert "hunter2" not in run.out
    assert "--api-key=•••" in run.out


def test_two_refs_are_compared_without_the_work_tree(here: Path) -> None:
    edit(here, "debug", "info")
    git(here, "commit", "--quiet", "-a", "-m", "two")
    edit(here, "info", "warning")
    (found,) = diff(here, "main~1..main")["differences"]
    assert found["fields"][0]["after"] == "info"


def test_a_file_that_is_new_is_all_added(here: Path) -> None:
    git(here, "rm", "--quiet", "--cached", "preview.yaml")
    git(here, "commit", "--quiet", "-m", "without")
    data = diff(here)
    assert {item["change"] for item in data["differences"]} == {"added"}
    assert data["cost"]["before"] is None
    assert inside(here, "diff", "main..", "--format", "markdown").code == 0
    git(here, "add", "preview.yaml")
    git(here, "commit", "--quiet", "-m", "with")
    assert {item["change"] for item in diff(here, "main..main~1", "preview.yaml")["differences"]} == {"removed"}


def test_a_hostile_value_stays_text(here: Path) -> None:
    edit(here, "debug", '"x|`` <script> @everyone ##[error]y\\n\\e[31m"')
    markdown = inside(here, "diff", "main..", "--format", "markdown").out
    assert "```x¦`` <script> @everyone ##[error]y\\n\\x1b[31m```" in markdown
    shown = inside(here, "diff", "main..").out
    assert "\x1b" not in shown
    assert "##[error]" not in shown


def test_what_cannot_be_compared_is_said(here: Path) -> None:
    assert "compare what with what?" in inside(here, "diff").err
    assert "git knows no `nowhere`" in inside(here, "diff", "nowhere..").err
    assert inside(here, "diff", "preview.yaml", "nowhere.yaml").code == 2
    edit(here, "port: 8000", "port: eighty")
    run = inside(here, "diff", "main..")
    assert run.code == 1
    assert "preview.yaml:7" in run.err
