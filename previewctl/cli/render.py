"""`previewctl render`."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from previewctl.cli.inputs import Inputs, PlatformOptions, PullRequestOptions, Reader
from previewctl.cli.lookup import NO_LOOKUP, GitOpsDirectory, Index, LookupOptions
from previewctl.cli.options import Branch, Color, ColorOption, Offline, Paths, Platform, PullRequestNumber, Quiet, Sha
from previewctl.cli.printing import exit_code, print_findings, print_json, view_for
from previewctl.compilation import has_errors
from previewctl.reporters.findings.formats import FindingsFormat
from previewctl.write.changes import Comparison

if TYPE_CHECKING:
    from previewctl.reporters.changes import RenderResult


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
    gitops: GitOpsDirectory = None,
    index: Index = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the tree goes.")] = Path("preview-out"),
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 when DIR differs.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Write nothing; show how DIR differs.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing; say what would be written.")] = False,
    form: Annotated[RenderFormat, typer.Option("--format", help="How the result is printed.")] = RenderFormat.TEXT,
    color: ColorOption = Color.AUTO,
    quiet: Quiet = 0,
) -> int:
    """Render the GitOps tree: `argocd/` for Argo CD, `previews/` with one overlay per pull request."""
    how = Rendering(out, check, diff, dry_run, form, color, quiet, lookup=LookupOptions(gitops, index))
    return render_previews(paths, PullRequestOptions(pr, branch, sha), PlatformOptions(platform, offline), how)


class Rendering(NamedTuple):
    """Where a rendering goes, and how its result is printed. `reset`: the data of the previews starts over."""

    out: Path
    check: bool
    diff: bool
    dry_run: bool
    form: RenderFormat
    color: Color
    quiet: int
    reset: bool = False
    lookup: LookupOptions = NO_LOOKUP


def render_previews(
    paths: list[str] | None, request: PullRequestOptions, platform: PlatformOptions, how: Rendering
) -> int:
    """Renders, writes or compares, and prints; gives the exit code."""
    from previewctl.cli.reuse import reuse_from
    from previewctl.gitops.history import History
    from previewctl.reporters import changes as report

    dry = how.check or how.diff or how.dry_run
    reader = Reader(request, history=History(how.out, how.reset), lookup=how.lookup)
    # Whether GitHub still says the same takes as long to find out as to render it again.
    anew = dry or how.reset or how.lookup.source is not None
    inputs = reader.read(paths, platform, None if anew else reuse_from(how.out, reader.published))
    if inputs.diagnostics and how.form is RenderFormat.TEXT:
        print_findings(inputs, FindingsFormat.FULL, sys.stderr, how.color)
    if has_errors(inputs.diagnostics) or inputs.platform is None:
        if how.form is RenderFormat.JSON:
            print_findings(inputs, FindingsFormat.JSON, sys.stdout, how.color)
        return exit_code(inputs.diagnostics)
    if inputs.platform.document is None and not how.quiet:
        print(_without_platform(inputs), file=sys.stderr)
    comparison = _write(inputs, how.out, dry=dry, contents=how.diff)
    result = report.RenderResult(
        tuple(item.environment for item in inputs.planned), tuple(inputs.unchanged), comparison
    )
    _print(result, inputs, how)
    return 1 if how.check and comparison.changes else 0


def _print(result: RenderResult, inputs: Inputs, how: Rendering) -> None:
    from previewctl.reporters import changes as report
    from previewctl.reporters.findings.concealing import concealed
    from previewctl.reporters.findings.json_v1 import finding
    from previewctl.reporters.style import style_for

    dry = how.check or how.diff or how.dry_run
    if how.form is RenderFormat.JSON:
        found, _ = concealed(inputs.diagnostics, view_for(sys.stdout, how.color, inputs.sources).lines)
        print_json(report.as_json(result, [finding(item) for item in found]))
        return
    if how.diff:
        sys.stdout.write(report.diff(result.comparison, style_for(sys.stdout, how.color.value, os.environ)))
    if not how.quiet:
        names = (how.check or how.dry_run) and not how.diff
        sys.stdout.write(report.summary(result, str(how.out), dry=dry, names=names))


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
