"""`previewctl render`."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from previewctl.cli.inputs import Inputs, PlatformOptions, PullRequestOptions, Reader
from previewctl.cli.options import Branch, Color, ColorOption, Offline, Paths, Platform, PullRequestNumber, Quiet, Sha
from previewctl.cli.printing import exit_code, print_findings, print_json, view_for
from previewctl.compilation import has_errors
from previewctl.reporters.findings.formats import FindingsFormat
from previewctl.write.changes import Comparison


class RenderFormat(StrEnum):
    """How the result is printed."""

    TEXT = "text"
    JSON = "json"


def render(
    paths: Paths = None,
    pr: PullRequestNumber = 0,
    branch: Branch = None,
    sha: Sha = None,
    platform: Platform = None,
    offline: Offline = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the tree goes.")] = Path("preview-out"),
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 when DIR differs.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Write nothing; show how DIR differs.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing; say what would be written.")] = False,
    form: Annotated[RenderFormat, typer.Option("--format", help="How the result is printed.")] = RenderFormat.TEXT,
    color: ColorOption = Color.AUTO,
    quiet: Quiet = 0,
) -> int:
    """Render the GitOps tree: `argocd/` for Argo CD, `previews/` with one overlay per pull request."""
    from previewctl.cli.reuse import reuse_from
    from previewctl.reporters import changes as report
    from previewctl.reporters.findings.concealing import concealed
    from previewctl.reporters.findings.json_v1 import finding
    from previewctl.reporters.style import style_for

    dry = check or diff or dry_run
    reader = Reader(PullRequestOptions(pr, branch, sha))
    inputs = reader.read(paths, PlatformOptions(platform, offline), None if dry else reuse_from(out))
    if inputs.diagnostics and form is RenderFormat.TEXT:
        print_findings(inputs, FindingsFormat.FULL, sys.stderr, color)
    if has_errors(inputs.diagnostics) or inputs.platform is None:
        if form is RenderFormat.JSON:
            print_findings(inputs, FindingsFormat.JSON, sys.stdout, color)
        return exit_code(inputs.diagnostics)
    if inputs.platform.document is None and not quiet:
        print(_without_platform(inputs), file=sys.stderr)
    comparison = _write(inputs, out, dry=dry, contents=diff)
    result = report.RenderResult(
        tuple(item.environment for item in inputs.planned), tuple(inputs.unchanged), comparison
    )
    if form is RenderFormat.JSON:
        found, _ = concealed(inputs.diagnostics, view_for(sys.stdout, color, inputs.sources).lines)
        print_json(report.as_json(result, [finding(item) for item in found]))
        return 1 if check and comparison.changes else 0
    if diff:
        sys.stdout.write(report.diff(comparison, style_for(sys.stdout, color.value, os.environ)))
    if not quiet:
        sys.stdout.write(report.summary(result, str(out), dry=dry, names=(check or dry_run) and not diff))
    return 1 if check and comparison.changes else 0


def _without_platform(inputs: Inputs) -> str:
    """What previewctl's defaults stand in for, and which services get no ApplicationSet."""
    lines = [
        "note: there is no platform.yaml, so previewctl's defaults stand in for it; pass --platform for the real one"
    ]
    for item in inputs.planned:
        if item.environment.pull_request.repository is None:
            service = item.environment.service
            lines.append(f"note: {service} has no ApplicationSet: its Git repository has no remote `origin` on GitHub")
    return "\n".join(lines)


def _write(inputs: Inputs, out: Path, *, dry: bool, contents: bool) -> Comparison:
    """Renders and writes, or compares, piece by piece; keeps what the files contain only when they are to be shown."""
    from previewctl.render.record import Sources
    from previewctl.rendering import Job, pieces
    from previewctl.write.apply import apply
    from previewctl.write.compare import compare

    assert inputs.platform is not None
    platform = inputs.platform.digest
    jobs = [
        Job(item.environment, Sources(item.source.data, platform, item.seed, item.warnings)) for item in inputs.planned
    ]
    found = []
    for piece in pieces(jobs, inputs.platform):
        comparison = (compare if dry else apply)(piece.tree, out, units=piece.units)
        found.append(comparison if contents else comparison.without_contents())
    return Comparison.joined(found)
