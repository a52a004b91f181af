"""Real pre-commit installs previewctl from a Git repository and runs its hooks."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.cli.running import OVERRIDES, PLATFORM, PREVIEW, git

ROOT = Path(__file__).parents[2]
HOOKS = ROOT / ".pre-commit-hooks.yaml"
PARTS = ("previewctl", "templates", "kustomize-bases", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md")

pytestmark = [pytest.mark.acceptance, pytest.mark.slow, pytest.mark.xdist_group("pre-commit")]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This checkout as a repository that pre-commit can clone."""
    repository = tmp_path_factory.mktemp("published")
    skipped = shutil.ignore_patterns("__pycache__", "*.pyc")
    for part in (*PARTS, HOOKS.name):
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, repository / part, ignore=skipped)
        else:
            shutil.copy(source, repository / part)
    git(repository, "init", "--quiet")
    git(repository, "add", "--all", "--force")
    git(repository, "commit", "--quiet", "--message", "release")
    git(repository, "tag", "v0")
    return repository


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit keeps the environments of this module's hooks."""
    return tmp_path_factory.mktemp("pre-commit")


@pytest.fixture
def project(tmp_path: Path, published: Path) -> Path:
    """A repository that uses all of the hooks."""
    git(tmp_path, "init", "--quiet")
    hooks = [{"id": hook["id"], "stages": ["manual", "pre-commit"]} for hook in yaml.safe_load(HOOKS.read_text())]
    config = {"repos": [{"repo": str(published), "rev": "v0", "hooks": hooks}]}
    (tmp_path / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    (tmp_path / "platform.yaml").write_text(PLATFORM)
    return tmp_path


def pre_commit(project: Path, home: Path, hook: str) -> subprocess.CompletedProcess[str]:
    git(project, "add", "--all")
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "PREVIEWCTL", "GIT_"))},
        "PRE_COMMIT_HOME": str(home),
    }
    command = [sys.executable, "-m", "pre_commit", "run", hook, "--all-files", "--color", "never"]
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)


def test_each_hook_passes_on_a_good_repository(project: Path, home: Path) -> None:
    (project / "services/orders").mkdir(parents=True)
    (project / "services/orders/preview.yaml").write_text(PREVIEW)
    for hook in yaml.safe_load(HOOKS.read_text()):
        done = pre_commit(project, home, hook["id"])
        assert done.returncode == 0, done.stdout + done.stderr
        assert "Passed" in done.stdout, hook["id"]


def test_the_lint_hook_fails_with_the_place_of_the_mistake(project: Path, home: Path) -> None:
    (project / "preview.yml").write_text(PREVIEW.replace("runtime: django", "runtime: djang"))
    done = pre_commit(project, home, "previewctl-lint")
    assert done.returncode == 1
    assert "preview.yml:4:10" in done.stdout
    assert "did you mean `django`?" in done.stdout


def test_the_fix_hook_mends_the_file(project: Path, home: Path) -> None:
    (project / "preview.yaml").write_text(PREVIEW.replace("port: 8000", 'port: "8000"'))
    done = pre_commit(project, home, "previewctl-fix")
    assert done.returncode == 1
    assert "files were modified by this hook" in done.stdout
    assert (project / "preview.yaml").read_text() == PREVIEW


def test_the_merge_hook_refuses_an_override(project: Path, home: Path) -> None:
    (project / "preview.yaml").write_text(PREVIEW + OVERRIDES)
    done = pre_commit(project, home, "previewctl-ready-to-merge")
    assert done.returncode == 1
    assert "PV217" in done.stdout


@pytest.mark.parametrize("path", ["preview.yaml", "preview.yml", "services/a/preview.yaml"])
def test_the_pattern_of_the_hooks_takes_previews_at_any_depth(path: str) -> None:
    hooks = {hook["id"]: hook["files"] for hook in yaml.safe_load(HOOKS.read_text())}
    assert re.search(hooks["previewctl-lint"], path)
    assert not re.search(hooks["previewctl-lint"], f"x{path}x")
    assert not re.search(hooks["previewctl-lint"], "preview.json")
