"""`previewctl render`."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from previewctl.cli.inputs import PullRequestOptions, read_inputs
from previewctl.cli.options import Branch, Color, ColorOption, Paths, Platform, PullRequestNumber, Quiet, Sha
from previewctl.cli.printing import FindingsFormat, exit_code, print_findings, print_json
from previewctl.compilation import has_errors


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
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the tree goes.")] = Path("preview-out"),
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 when DIR differs.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Write nothing; show how DIR differs.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing; say what would be written.")] = False,
    form: Annotated[RenderFormat, typer.Option("--format", help="How the result is printed.")] = RenderFormat.TEXT,
    color: ColorOption = Color.AUTO,
    quiet: Quiet = False,
) -> int:
    """Render the GitOps tree: `argocd/` for Argo CD, `previews/` with one overlay per pull request."""
    from previewctl.rendering import render_all
    from previewctl.reporters import changes as report
    from previewctl.reporters.plain_data import plain_diagnostic
    from previewctl.reporters.style import style_for
    from previewctl.write.apply import apply
    from previewctl.write.compare import compare

    inputs = read_inputs(paths, platform, PullRequestOptions(pr, branch, sha))
    if inputs.diagnostics and form is RenderFormat.TEXT:
        print_findings(inputs.diagnostics, FindingsFormat.FULL, sys.stderr, color, quiet=True)
    if has_errors(inputs.diagnostics) or inputs.platform is None:
        if form is RenderFormat.JSON:
            print_findings(inputs.diagnostics, FindingsFormat.JSON, sys.stdout, color, quiet=True)
        return exit_code(inputs.diagnostics)
    rendered = render_all(inputs.compiled, inputs.platform, out)
    dry = check or diff or dry_run
    comparison = (compare if dry else apply)(rendered.tree, out, units=rendered.units)
    if form is RenderFormat.JSON:
        print_json(report.as_json(rendered, comparison, [plain_diagnostic(item) for item in inputs.diagnostics]))
    else:
        style = style_for(sys.stdout, color.value, os.environ)
        if diff:
            sys.stdout.write(report.diff(comparison, style))
        if not quiet:
            sys.stdout.write(report.summary(rendered, comparison, str(out), dry=dry, names=check or dry_run))
    return 1 if check and comparison.changes else 0
