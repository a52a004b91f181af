"""`previewctl lint`."""

from __future__ import annotations

import os
import re
import sys
from typing import Annotated

import typer

from previewctl.cli.discovery import PLATFORM
from previewctl.cli.inputs import Inputs, PullRequestOptions, Reader
from previewctl.cli.options import Color, ColorOption, Paths, Platform, Quiet
from previewctl.cli.printing import FindingsFormat, exit_code, print_findings
from previewctl.compilation import load_platform
from previewctl.plan.facts import LOCAL_SHA
from previewctl.source.read import STDIN, SourceText, read_source

_PLATFORM_KIND = re.compile(r"^kind:[ \t]*[\"']?Platform\b", re.MULTILINE)


def lint(
    paths: Paths = None,
    platform: Platform = None,
    form: Annotated[FindingsFormat, typer.Option("--format", help="How findings are printed.")] = FindingsFormat.FULL,
    color: ColorOption = Color.AUTO,
    quiet: Quiet = False,
) -> int:
    """Check preview.yaml (and platform.yaml): its form, its names, and what it refers to."""
    platforms = [path for path in paths or () if _is_platform(path)]
    previews = [path for path in paths or () if path not in platforms]
    inputs = Inputs()
    if previews or not platforms:
        inputs = Reader(PullRequestOptions(0, "", LOCAL_SHA)).read(previews, platform)
    for path in platforms:
        loaded = load_platform(path)
        inputs.diagnostics += loaded if isinstance(loaded, list) else loaded.warnings
    print_findings(inputs.diagnostics, form, sys.stdout, color, quiet=quiet, stdin=inputs.stdin)
    return exit_code(inputs.diagnostics)


def _is_platform(path: str) -> bool:
    """By its name, or by what it says it is."""
    if os.path.basename(path) == PLATFORM:
        return True
    source = read_source(path) if path != STDIN and os.path.isfile(path) else None
    return isinstance(source, SourceText) and _PLATFORM_KIND.search(source.text) is not None
