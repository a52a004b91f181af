"""`previewctl platform init`: what it asks, writes, keeps and replaces."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cli.running import inside
from tests.cli.terminal import on_a_terminal

if TYPE_CHECKING:
    from pathlib import Path

FLAGS = ("--organization", "acme", "--domain", "acme-previews.dev", "--service", "orders-api=acme/orders-api")


def names(directory: Path) -> set[str]:
    return {path.relative_to(directory).as_posix() for path in directory.rglob("*") if path.is_file()}


def test_it_writes_a_whole_repository(tmp_path: Path) -> None:
    found = inside(tmp_path, "platform", "init", *FLAGS)
    assert (found.code, found.out) == (0, ". changed: 21 files added\n")
    assert {
        "platform.yaml",
        "README.md",
        "argocd/root.yaml",
        "argocd/applicationsets/orders-api.yaml",
        "cluster/admission.yaml",
        ".github/rulesets/previews-branch.json",
        ".github/workflows/verify.yaml",
    } <= names(tmp_path)


def test_its_workflows_and_control_part_are_what_the_other_commands_would_write(tmp_path: Path) -> None:
    inside(tmp_path, "platform", "init", *FLAGS)
    assert inside(tmp_path, "workflows", "--check").code == 0


def test_a_second_run_without_flags_changes_nothing(tmp_path: Path) -> None:
    inside(tmp_path, "platform", "init", *FLAGS)
    found = inside(tmp_path, "platform", "init")
    assert (found.code, found.out, found.err) == (0, ". is up to date\n", "")


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    found = inside(tmp_path, "platform", "init", *FLAGS, "--dry-run")
    assert found.code == 0
    assert "+ platform.yaml" in found.out.splitlines()
    assert names(tmp_path) == set()


def test_diff_shows_the_files(tmp_path: Path) -> None:
    found = inside(tmp_path, "platform", "init", *FLAGS, "--diff")
    assert "+domain: acme-previews.dev\n" in found.out
    assert names(tmp_path) == set()


def test_a_file_that_people_have_changed_is_kept(tmp_path: Path) -> None:
    inside(tmp_path, "platform", "init", *FLAGS)
    readme = tmp_path / "README.md"
    readme.write_text("ours\n", encoding="utf-8")
    found = inside(tmp_path, "platform", "init")
    assert found.code == 0
    assert "note: README.md differs and was kept" in found.err
    assert readme.read_text(encoding="utf-8") == "ours\n"
    inside(tmp_path, "platform", "init", "--force", *FLAGS)
    assert readme.read_text(encoding="utf-8") != "ours\n"


def test_a_file_that_is_missing_comes_back(tmp_path: Path) -> None:
    inside(tmp_path, "platform", "init", *FLAGS)
    (tmp_path / "cluster" / "gateway.yaml").unlink()
    assert inside(tmp_path, "platform", "init").out == ". changed: 1 file added\n"


def with_another_service(directory: Path) -> None:
    path = directory / "platform.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}  billing-api: {{secrets: [preview/stripe]}}\n", encoding="utf-8")


def test_check_fails_while_something_does_not_follow_platform_yaml(tmp_path: Path) -> None:
    inside(tmp_path, "platform", "init", *FLAGS)
    assert inside(tmp_path, "platform", "init", "--check").code == 0
    with_another_service(tmp_path)
    found = inside(tmp_path, "platform", "init", "--check")
    assert found.code == 1
    assert {line for line in found.out.splitlines() if line.startswith(("+ argocd", "~ cluster"))} == {
        "+ argocd/applicationsets/billing-api.yaml",
        "~ cluster/admission.yaml",
    }


def test_refresh_lets_everything_follow_and_touches_nothing_else(tmp_path: Path) -> None:
    inside(tmp_path, "platform", "init", *FLAGS)
    with_another_service(tmp_path)
    (tmp_path / "README.md").write_text("ours\n", encoding="utf-8")
    (tmp_path / "cluster" / "external-secrets.yaml").write_text("ours: true\n", encoding="utf-8")
    assert inside(tmp_path, "platform", "init", "--refresh").code == 0
    assert inside(tmp_path, "platform", "init", "--check").code == 0
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == "ours\n"
    assert (tmp_path / "cluster" / "external-secrets.yaml").read_text(encoding="utf-8") == "ours: true\n"
    assert '"billing-api": ["preview/stripe"]'.replace('"', '\\"') in (
        tmp_path / "cluster" / "admission.yaml"
    ).read_text(encoding="utf-8")


def test_programs_get_the_changes_and_what_was_kept_as_json(tmp_path: Path) -> None:
    inside(tmp_path, "platform", "init", *FLAGS)
    (tmp_path / "README.md").write_text("ours\n", encoding="utf-8")
    (tmp_path / "cluster" / "gateway.yaml").unlink()
    found = json.loads(inside(tmp_path, "platform", "init", "--format", "json").out)
    assert found == {"changes": [{"path": "cluster/gateway.yaml", "kind": "added"}], "kept": ["README.md"]}


def test_what_no_flag_says_and_nobody_can_be_asked_is_named(tmp_path: Path) -> None:
    found = inside(tmp_path, "platform", "init", "--organization", "acme")
    assert found.code == 2
    assert "hint: pass --domain" in found.err
    assert names(tmp_path) == set()


def test_refresh_without_a_platform_is_an_error(tmp_path: Path) -> None:
    found = inside(tmp_path, "platform", "init", *FLAGS, "--refresh")
    assert (found.code, names(tmp_path)) == (2, set())


def test_a_platform_with_errors_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "platform.yaml").write_text("kind: Platform\n", encoding="utf-8")
    found = inside(tmp_path, "platform", "init", *FLAGS)
    assert found.code == 2
    assert "platform.yaml cannot be used" in found.err
    assert names(tmp_path) == {"platform.yaml"}


def test_a_terminal_is_asked_until_an_answer_fits(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    session = on_a_terminal(
        work,
        "platform",
        "init",
        keys=[
            ("the GitHub organisation", "not an organisation\r"),
            ("is not a GitHub organisation", "acme\r"),
            ("the URL of the GitOps repository", "\r"),
            ("the domain of previews", "\r"),
            ("it is needed", "acme-previews.dev\r"),
            ("the AWS region", "eu-central-1\r"),
        ],
    )
    assert session.code == 0, session.shown
    assert 'url: "https://github.com/acme/gitops.git"' in (work / "platform.yaml").read_text(encoding="utf-8")
    assert "region: eu-central-1" in (work / "cluster" / "external-secrets.yaml").read_text(encoding="utf-8")


OPTIONS = (
    "--organization", "--gitops-url", "--domain", "--region", "--service", "--gateway", "--class", "--registry",
    "--argocd-namespace", "--app-secret", "--token-secret", "--github-api", "--jira", "--team",
)  # fmt: skip


@given(st.sampled_from(OPTIONS), st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_answer_crashes_it_or_gets_out_of_its_place(tmp_path: Path, option: str, value: str) -> None:
    found = inside(tmp_path, "platform", "init", *FLAGS, f"{option}={value}", "--dry-run")
    assert found.code in {0, 2}, found.err
    assert "Traceback" not in found.err


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--organization", "acme\nkind: Evil"),
        ("--domain", "x.dev # comment"),
        ("--service", "orders=acme/../x"),
        ("--service", "orders"),
        ("--jira", "https://acme.atlassian.net"),
        ("--team", "platform"),
        ("--region", "eu-west-1; rm"),
        ("--gateway", "previews"),
    ],
)
def test_an_answer_of_a_wrong_form_is_refused_by_its_flag(option: str, value: str, tmp_path: Path) -> None:
    found = inside(tmp_path, "platform", "init", *FLAGS, f"{option}={value}")
    assert found.code == 2
    assert option in found.err
    assert names(tmp_path) == set()
