"""Renders the GitHub workflow that builds and pushes the images of datasets when their files change."""

from __future__ import annotations

from previewctl import __version__
from previewctl.render.engine import render_template
from previewctl.render.workflow_views import registry_of


def seed_workflow(registry: str, *, version: str = __version__) -> bytes:
    """The workflow for a registry such as `host/path`; without one for GitHub's own, which needs no further secret."""
    place = registry or "ghcr.io/${{ github.repository_owner }}"
    found = registry_of(f"{place}/")
    github = found.host == "ghcr.io"
    return render_template(
        "workflows/seed-images.yaml",
        registry=place,
        version=version,
        ecr=[found] if found.is_ecr else [],
        github=[found] if github else [],
        other=[] if found.is_ecr or github else [found],
    )
