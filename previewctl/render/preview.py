"""The directory of one preview: record, snapshot and overlay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.render.bases import bases_digest
from previewctl.render.overlay import render_overlay
from previewctl.render.record import RECORD, Sources, record_path, render_record
from previewctl.render.tree import FileTree

if TYPE_CHECKING:
    from previewctl.plan.model import Environment
    from previewctl.spec.platform import PlatformSpec

BASES = "previews/_bases"


def render_preview(environment: Environment, platform: PlatformSpec, sources: Sources) -> FileTree:
    """All files of `previews/<service>/pr-<n>/`.

    The overlay's directory is named by its digest: with a constant path Argo CD applies a commit that arrives during a
    sync without its hooks.
    """
    overlay = render_overlay(environment, platform, f"../../../_bases/{bases_digest()}")
    tree = overlay.digest()[:12]
    files = overlay.under(tree).merged(FileTree({"preview.yaml": sources.snapshot}))
    record = render_record(environment, files, tree, sources)
    directory = record_path(environment.service, environment.pull_request.number)
    return files.merged(FileTree({RECORD: record})).under(directory)
