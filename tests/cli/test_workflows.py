"""`previewctl workflows`: which files a repository gets, and how they are kept up to date."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.running import PLATFORM, PREVIEW, inside

if TYPE_CHECKING:
    from pathlib import Path

APP = ["preview-lint.yaml", "preview.yaml"]
GITOPS = ["dashboard.yaml", "publish.yaml", "reap.yaml", "remove.yaml", "report.yaml", "sync.yaml", "verify.yaml"]


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """An app beside its organisation's platform."""
    (tmp_path / "platform.yaml").write_text(PLATFORM, encoding="utf-8")
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "preview.yaml").write_text(PREVIEW, encoding="utf-8")
    return tmp_path / "app"


def written(directory: Path) -> list[str]:
    return sorted(path.name for path in (directory / ".github" / "workflows").glob("*"))


def test_an_app_gets_lint_and_preview(app: Path) -> None:
    found = inside(app, "workflows")
    assert (found.code, found.out) == (0, ".github changed: 2 files added\n")
    assert written(app) == APP


def test_a_gitops_repository_gets_its_own(app: Path) -> None:
    (app / "preview.yaml").unlink()
    assert inside(app.parent, "workflows").code == 0
    assert written(app.parent) == GITOPS


def test_datasets_get_the_workflow_that_builds_their_images(app: Path) -> None:
    (app / "seed-data").mkdir()
    assert inside(app, "workflows").code == 0
    assert written(app) == [*APP, "seed-images.yaml"]


def test_the_workflow_of_seed_images_is_the_one_that_seed_build_prints(app: Path) -> None:
    inside(app, "workflows", "--kind", "seed")
    printed = inside(app, "seed", "build", "--workflow").out
    assert (app / ".github" / "workflows" / "seed-images.yaml").read_text(encoding="utf-8") == printed


def test_a_second_run_changes_nothing(app: Path) -> None:
    inside(app, "workflows")
    found = inside(app, "workflows")
    assert (found.code, found.out) == (0, ".github is up to date\n")


def test_check_says_what_is_out_of_date_and_writes_nothing(app: Path) -> None:
    found = inside(app, "workflows", "--check")
    assert found.code == 1
    assert found.out.splitlines() == [
        "+ workflows/preview-lint.yaml",
        "+ workflows/preview.yaml",
        ".github would change: 2 files added",
    ]
    assert not (app / ".github").exists()


def test_check_is_content_with_what_was_written(app: Path) -> None:
    inside(app, "workflows")
    assert inside(app, "workflows", "--check").code == 0


def test_diff_shows_what_changes_with_another_mode(app: Path) -> None:
    inside(app, "workflows")
    found = inside(app, "workflows", "--mode", "push", "--diff")
    assert found.code == 0
    assert '+          previewctl publish "$FILE"' in found.out


def test_a_file_of_somebody_else_is_kept(app: Path) -> None:
    own = app / ".github" / "workflows" / "preview.yaml"
    own.parent.mkdir(parents=True)
    own.write_text("name: ours\n", encoding="utf-8")
    found = inside(app, "workflows")
    assert found.code == 2
    assert "workflows/preview.yaml was not made by previewctl, and is kept: nothing was written" in found.err
    assert written(app) == ["preview.yaml"]
    assert inside(app, "workflows", "--force").code == 0
    assert written(app) == APP


def test_what_was_written_before_is_replaced_without_force(app: Path) -> None:
    inside(app, "workflows", "--mode", "push")
    assert inside(app, "workflows").code == 0


def test_programs_get_the_changes_as_json(app: Path) -> None:
    found = json.loads(inside(app, "workflows", "--dry-run", "--format", "json").out)
    assert found == {"changes": [{"path": f"workflows/{name}", "kind": "added"} for name in APP]}


def test_every_service_of_a_monorepo_is_built_where_its_dockerfile_is(app: Path) -> None:
    (app / "web").mkdir()
    (app / "web" / "Dockerfile").touch()
    text = PREVIEW.replace("orders-api", "orders-web")
    (app / "web" / "preview.yaml").write_text(text, encoding="utf-8")
    inside(app, "workflows")
    workflow = (app / ".github" / "workflows" / "preview.yaml").read_text(encoding="utf-8")
    assert "image-orders-api:" in workflow
    assert "image-orders-web:" in workflow
    assert 'CONTEXT: "."' in workflow
    assert "CONTEXT: web" in workflow


def test_the_version_that_the_platform_pins_is_installed(app: Path) -> None:
    pinned = PLATFORM.replace("kind: Platform\n", "kind: Platform\npreviewctl: 9.8.7\n")
    (app.parent / "platform.yaml").write_text(pinned, encoding="utf-8")
    inside(app, "workflows")
    assert 'VERSION: "9.8.7"' in (app / ".github" / "workflows" / "preview-lint.yaml").read_text(encoding="utf-8")


def test_the_label_of_the_platform_counts(app: Path) -> None:
    (app.parent / "platform.yaml").write_text(f"{PLATFORM}label: deploy me\n", encoding="utf-8")
    inside(app, "workflows")
    workflow = (app / ".github" / "workflows" / "preview.yaml").read_text(encoding="utf-8")
    assert "contains(github.event.pull_request.labels.*.name, 'deploy me')" in workflow


def test_without_a_platform_nothing_can_be_written(app: Path) -> None:
    (app.parent / "platform.yaml").unlink()
    found = inside(app, "workflows")
    assert found.code == 2
    assert "there is no platform.yaml here or above" in found.err


def test_a_directory_without_anything_is_no_repository(tmp_path: Path) -> None:
    found = inside(tmp_path, "workflows")
    assert found.code == 2
    assert "nothing here says what this repository is" in found.err


def test_a_preview_yaml_with_errors_is_named(app: Path) -> None:
    (app / "preview.yaml").write_text("kind: Preview\n", encoding="utf-8")
    found = inside(app, "workflows")
    assert found.code == 2
    assert "preview.yaml cannot be used" in found.err


def test_a_gitops_repository_elsewhere_than_on_github_is_refused(app: Path) -> None:
    other = PLATFORM.replace("https://github.com/acme/gitops.git", "https://git.acme.dev/team/group/gitops.git")
    (app.parent / "platform.yaml").write_text(other, encoding="utf-8")
    found = inside(app, "workflows")
    assert found.code == 2
    assert "names no repository that GitHub's workflows can start" in found.err
