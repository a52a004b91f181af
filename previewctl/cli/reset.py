"""`previewctl reset`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from previewctl.cli.inputs import PlatformOptions, PullRequestOptions
from previewctl.cli.lookup import GitOpsDirectory, Index, LookupOptions
from previewctl.cli.options import Branch, Color, ColorOption, Offline, Paths, Platform, Quiet, Sha
from previewctl.cli.render import RenderFormat, Rendering, render_previews


def reset(
    pr: Annotated[int, typer.Option("--pr", min=1, max=2_147_483_647, metavar="N", help="The pull request.")],
    paths: Paths = None,
    branch: Branch = None,
    sha: Sha = None,
    platform: Platform = None,
    offline: Offline = False,
    gitops: GitOpsDirectory = None,
    index: Index = None,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="The tree that the preview was rendered into.")
    ] = Path("preview-out"),
    diff: Annotated[bool, typer.Option("--diff", help="Write nothing; show how DIR would differ.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing; say what would be written.")] = False,
    form: Annotated[RenderFormat, typer.Option("--format", help="How the result is printed.")] = RenderFormat.TEXT,
    color: ColorOption = Color.AUTO,
    quiet: Quiet = 0,
) -> int:
    """Let a preview's databases start over from the seed: render it again with new volumes, at the commit that it has."""
    lookup = LookupOptions(gitops, index)
    how = Rendering(out, False, diff, dry_run, form, color, quiet, reset=True, lookup=lookup)
    return render_previews(paths, PullRequestOptions(pr, branch, sha), PlatformOptions(platform, offline), how)
