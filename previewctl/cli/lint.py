"""`previewctl lint`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from previewctl.cli.inputs import PullRequestOptions, Reader
from previewctl.cli.options import Color, ColorOption, Paths, Platform, Quiet
from previewctl.cli.printing import FindingsFormat, exit_code, print_findings


def lint(
    paths: Paths = None,
    platform: Platform = None,
    form: Annotated[FindingsFormat, typer.Option("--format", help="How findings are printed.")] = FindingsFormat.FULL,
    color: ColorOption = Color.AUTO,
    quiet: Quiet = False,
) -> int:
    """Check preview.yaml: its form, its names, and what it refers to."""
    inputs = Reader(PullRequestOptions(0, "", "0" * 40)).read(paths, platform)
    print_findings(inputs.diagnostics, form, sys.stdout, color, quiet=quiet, stdin=inputs.stdin)
    return exit_code(inputs.diagnostics)
