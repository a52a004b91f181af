"""Renders the GitHub workflow that builds and pushes the images of datasets when their files change."""

from __future__ import annotations

import re
from typing import NamedTuple

from previewctl import __version__
from previewctl.render.engine import render_template

_ECR = re.compile(r"[0-9]{12}\.dkr\.ecr(?:-fips)?\.(?P<region>[a-z0-9-]+)\.amazonaws\.com(?:\.cn)?")


class RegistryView(NamedTuple):
    """Where a workflow logs in: the host, and for Amazon ECR its region."""

    host: str
    region: str = ""


def seed_workflow(registry: str) -> bytes:
    """The workflow for a registry such as `host/path`; without one for GitHub's own, which needs no further secret."""
    place = registry or "ghcr.io/${{ github.repository_owner }}"
    host = place.partition("/")[0]
    ecr = _ECR.fullmatch(host)
    view = RegistryView(host, ecr["region"] if ecr else "")
    github = host == "ghcr.io"
    return render_template(
        "workflows/seed-images.yaml",
        registry=place,
        version=__version__,
        ecr=[view] if ecr else [],
        github=[view] if github else [],
        other=[] if ecr or github else [view],
    )
