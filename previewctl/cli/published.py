"""Plans every preview that is published in a GitOps checkout, from its snapshot and its record."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from previewctl.cli.inputs import Inputs, Planned, PlatformOptions
from previewctl.compilation import LoadedPlatform, load_platform
from previewctl.diagnostics.excerpt import quoted
from previewctl.errors import UsageError
from previewctl.gitops.index import read_bounded, records_in
from previewctl.gitops.rerender import SNAPSHOT, Replanned, World, replan
from previewctl.render.record import record_path
from previewctl.source.read import SourceText

if TYPE_CHECKING:
    from pathlib import Path

    from previewctl.gitops.record import Record


def published(root: Path, options: PlatformOptions) -> Inputs:
    """The plans of all previews below `root`; one that cannot be planned any more is named on standard error and left out."""
    path = options.location or f"{root}/platform.yaml"
    platform = load_platform(path)
    inputs = Inputs()
    if isinstance(platform, list):
        inputs.diagnostics += platform
        return inputs
    inputs.platform = platform
    if not (root / "previews").is_dir():
        raise UsageError(f"there is no `previews` directory in {root}", hint="name a checkout of the previews branch")
    for record in records_in(root):
        planned = planned_again(root, record, platform)
        if planned is None:
            print(f"warning: {quoted(record.url)} cannot be planned with this platform.yaml", file=sys.stderr)
        else:
            inputs.planned.append(planned)
    return inputs


def planned_again(root: Path, record: Record, platform: LoadedPlatform) -> Planned | None:
    """The plan of one published preview, from its snapshot and its record; None where it cannot be planned any more."""
    path = f"{root}/{record_path(record.service, record.pull_request)}/{SNAPSHOT}"
    snapshot = read_bounded(path)
    found = replan(snapshot, record, World(platform)) if snapshot is not None else None
    if snapshot is None or not isinstance(found, Replanned):
        return None
    return Planned(found.environment, SourceText(path, "", snapshot), record.seed, len(found.warnings), None)
