"""Plans every preview that is published in a GitOps checkout, from its snapshot and its record."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from previewctl.cli.inputs import Inputs, Planned, PlatformOptions
from previewctl.compilation import LoadedPlatform, compile_preview, load_platform, load_preview
from previewctl.diagnostics.excerpt import quoted
from previewctl.errors import UsageError
from previewctl.gitops.index import read_bounded, records_in
from previewctl.plan.facts import Facts, PullRequest
from previewctl.render.record import record_path
from previewctl.source.encoding import decode
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
    path = f"{root}/{record_path(record.service, record.pull_request)}/preview.yaml"
    data = read_bounded(path)
    text = decode(data, path) if data is not None else None
    if data is None or not isinstance(text, str):
        return None
    source = SourceText(path, text, data)
    preview = load_preview(source)
    if isinstance(preview, list):
        return None
    request = PullRequest(record.pull_request, record.branch, record.head_sha, record.repository)
    seeds = {(record.seed.dataset, record.seed.version): record.seed} if record.seed else {}
    facts = Facts(
        request, seeds, epoch=record.epoch, attempt=record.attempt, migrations=record.migrations, reset=record.reset
    )
    compiled = compile_preview(preview, platform, facts)
    if compiled.environment is None:
        return None
    return Planned(compiled.environment, source, record.seed, len(compiled.diagnostics), None)
