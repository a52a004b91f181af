"""`previewctl doctor`: what it looks at, how it prints, and what it makes of a machine and of repositories."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.running import BAD, PLATFORM, PREVIEW, git, inside, run

if TYPE_CHECKING:
    from pathlib import Path

FLAGS = ("--organization", "acme", "--domain", "acme-previews.dev", "--service", "orders-api=acme/orders-api")


def verdicts(directory: Path, *arguments: str) -> dict[str, str]:
    found = inside(directory, "doctor", *arguments, "--format", "json")
    return {check["name"]: check["verdict"] for check in json.loads(found.out)["checks"]}


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """An app that is ready, beside its organisation's platform."""
    (tmp_path / "platform.yaml").write_text(PLATFORM, encoding="utf-8")
    app = tmp_path / "app"
    app.mkdir()
    (app / "preview.yaml").write_text(PREVIEW, encoding="utf-8")
    (app / "Dockerfile").touch()
    inside(app, "workflows")
    return app


@pytest.fixture
def gitops(tmp_path: Path) -> Path:
    """A GitOps repository as `platform init` writes it, with both branches at its origin."""
    origin, work = tmp_path / "origin.git", tmp_path / "gitops"
    work.mkdir()
    git(tmp_path, "init", "--quiet", "--bare", str(origin))
    git(work, "init", "--quiet")
    inside(work, "platform", "init", *FLAGS, "--app-id", "4711")
    git(work, "add", "--all")
    git(work, "commit", "--quiet", "-m", "Begin")
    git(work, "remote", "add", "origin", str(origin))
    git(work, "push", "--quiet", "origin", "main", "main:previews")
    return work


def test_a_machine_has_what_the_tests_run_on(tmp_path: Path) -> None:
    found = verdicts(tmp_path, "machine")
    assert found["Python"] == found["git"] == found["previewctl"] == "ok"


def test_a_machine_without_git_fails(tmp_path: Path) -> None:
    empty = tmp_path / "bin"
    empty.mkdir()
    found = run(tmp_path, "doctor", "machine", PATH=str(empty))
    assert found.code == 1
    assert "fail     git: it is not installed" in found.out
    assert "warning  kubectl: it is not installed" in found.out


def test_a_program_that_hangs_or_says_nothing_is_unknown(tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "git").write_text("#!/bin/sh\necho none\n", encoding="utf-8")
    (programs / "git").chmod(0o755)
    found = run(tmp_path, "doctor", "machine", PATH=f"{programs}:/usr/bin:/bin")
    assert "unknown  git: it does not say its version" in found.out


def test_an_app_that_is_ready_fails_nothing(app: Path) -> None:
    assert inside(app, "doctor", "app").code == 0
    assert verdicts(app, "app") == {
        "platform.yaml": "ok",
        "preview.yaml": "ok",
        "Dockerfile of preview.yaml": "ok",
        "workflows": "ok",
        "label": "unknown",
    }


def test_an_app_may_publish_in_either_mode(app: Path) -> None:
    inside(app, "workflows", "--mode", "push")
    assert verdicts(app, "app")["workflows"] == "ok"


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (lambda app: (app / "preview.yaml").write_text(BAD, encoding="utf-8"), "preview.yaml"),
        (lambda app: (app / "Dockerfile").unlink(), "Dockerfile of preview.yaml"),
        (lambda app: (app / ".github" / "workflows" / "preview.yaml").unlink(), "workflows"),
    ],
    ids=["errors", "no Dockerfile", "no workflow"],
)
def test_an_app_that_lacks_something_fails(change: Any, name: str, app: Path) -> None:
    change(app)
    assert inside(app, "doctor", "app").code == 1
    assert verdicts(app, "app")[name] == "fail"


def test_an_app_without_a_platform_is_not_called_fine(app: Path) -> None:
    (app.parent / "platform.yaml").unlink()
    found = verdicts(app, "app")
    assert (found["platform.yaml"], found["workflows"]) == ("warning", "unknown")


def test_a_gitops_repository_as_it_was_written_fails_nothing(gitops: Path) -> None:
    found = inside(gitops, "doctor", "gitops")
    assert found.code == 0, found.out
    assert set(verdicts(gitops, "gitops").values()) == {"ok", "unknown", "warning"}
    assert {name for name, verdict in verdicts(gitops, "gitops").items() if verdict == "unknown"} == {
        "rulesets on GitHub"
    }


def replace(path: str, old: str, new: str) -> Any:
    def change(gitops: Path) -> None:
        file = gitops / path
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    return change


@pytest.mark.parametrize(
    ("change", "name", "verdict"),
    [
        (replace("platform.yaml", 'previewctl: "0.1.0"', 'previewctl: "0.0.9"'), "version pin", "fail"),
        (replace("platform.yaml", 'previewctl: "0.1.0"', ""), "version pin", "fail"),
        (replace("argocd/appproject.yaml", "pv-*", "*"), "argocd/", "fail"),
        (replace("cluster/admission.yaml", "failurePolicy: Fail", "failurePolicy: Ignore"), "cluster/", "fail"),
        (replace(".github/workflows/sync.yaml", "timeout-minutes: 60", "timeout-minutes: 600"), "workflows", "fail"),
        (lambda gitops: (gitops / ".github/rulesets/history.json").unlink(), "rulesets", "warning"),
        (replace("platform.yaml", "branch: previews", "branch: pages"), "branch pages", "fail"),
        (lambda gitops: git(gitops, "switch", "--quiet", "-c", "topic"), "branch", "warning"),
    ],
    ids=["another pin", "no pin", "argocd", "policy", "workflow", "ruleset", "no branch", "another branch"],
)
def test_a_gitops_repository_that_differs_is_noticed(change: Any, name: str, verdict: str, gitops: Path) -> None:
    change(gitops)
    assert verdicts(gitops, "gitops")[name] == verdict


def test_without_a_word_it_looks_at_the_machine_and_what_this_is(app: Path, gitops: Path) -> None:
    def areas(directory: Path) -> list[str]:
        found = json.loads(inside(directory, "doctor", "--format", "json").out)
        return list(dict.fromkeys(check["area"] for check in found["checks"]))

    assert areas(app) == ["machine", "app"]
    assert areas(gitops) == ["machine", "gitops"]


def test_quiet_shows_problems_and_twice_nothing(app: Path) -> None:
    (app / "Dockerfile").unlink()
    quiet = inside(app, "doctor", "app", "-q")
    assert "  ok " not in quiet.out
    assert "  fail     Dockerfile of preview.yaml: there is none in .\n" in quiet.out
    assert inside(app, "doctor", "app", "-qq").out == ""


def test_a_remedy_stands_below_each_line_that_is_not_fine(app: Path) -> None:
    lines = inside(app, "doctor", "app").out.splitlines()
    for number, line in enumerate(lines):
        if line.startswith(("  fail", "  warning", "  unknown")):
            assert lines[number + 1].strip().startswith("→ ")


def test_gitops_elsewhere_is_an_error_of_usage(tmp_path: Path) -> None:
    found = inside(tmp_path, "doctor", "gitops")
    assert found.code == 2
    assert "there is no platform.yaml here" in found.err


def test_a_cluster_needs_a_platform_and_kubectl(tmp_path: Path, app: Path) -> None:
    empty = tmp_path / "nothing"
    empty.mkdir()
    found = run(app, "doctor", "cluster", PATH=str(empty))
    assert found.code == 2
    assert "kubectl is not installed" in found.err
