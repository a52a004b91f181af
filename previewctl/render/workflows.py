"""Renders the GitHub workflows of an app's repository, of seed data and of the GitOps repository."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl import __version__
from previewctl.render.engine import render_template
from previewctl.render.seed_workflow import seed_workflow
from previewctl.render.tree import FileTree

if TYPE_CHECKING:
    from previewctl.render.workflow_views import AppView, GitOpsView

GITOPS = ("publish", "remove", "sync", "verify", "reap", "report", "dashboard")
"""The workflows of a GitOps repository, by the names of their files."""


def app_workflows(app: AppView, gitops: GitOpsView, *, push: bool = False, version: str = __version__) -> FileTree:
    """The workflows of a repository with services: lint, and preview.

    With `push` they publish by themselves, with a token that can write to the GitOps repository; otherwise they ask that
    repository to do it.
    """
    preview = "preview-push" if push else "preview-pull"
    return FileTree(
        {
            "workflows/preview-lint.yaml": _rendered("app/preview-lint", app=app, gitops=gitops, version=version),
            "workflows/preview.yaml": _rendered(f"app/{preview}", app=app, gitops=gitops, version=version),
        }
    )


def seed_workflows(registry: str, *, version: str = __version__) -> FileTree:
    """The workflow that builds the images of datasets; see `seed_workflow`."""
    return FileTree({"workflows/seed-images.yaml": seed_workflow(registry, version=version)})


def gitops_workflows(gitops: GitOpsView, *, version: str = __version__) -> FileTree:
    """The workflows of the GitOps repository, which run this `version` of previewctl."""
    return FileTree(
        {f"workflows/{name}.yaml": _rendered(f"gitops/{name}", gitops=gitops, version=version) for name in GITOPS}
    )


def _rendered(name: str, **context: object) -> bytes:
    return render_template(f"workflows/{name}.yaml", **context)
