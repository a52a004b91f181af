"""`previewctl plan`."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from previewctl.cli.inputs import PlatformOptions, PullRequestOptions, Reader
from previewctl.cli.lookup import GitOpsDirectory, Index, LookupOptions
from previewctl.cli.options import Branch, Color, ColorOption, Offline, Paths, Platform, PullRequestNumber, Sha
from previewctl.cli.printing import exit_code, print_findings, print_json
from previewctl.compilation import has_errors
from previewctl.reporters.findings.formats import FindingsFormat


class PlanFormat(StrEnum):
    """How a plan is printed."""

    TEXT = "text"
    JSON = "json"


def plan(
    paths: Paths = None,
    pr: PullRequestNumber = 0,
    branch: Branch = None,
    sha: Sha = None,
    platform: Platform = None,
    offline: Offline = None,
    gitops: GitOpsDirectory = None,
    index: Index = None,
    explain: Annotated[
        str | None,
        typer.Option("--explain", metavar="KEY", help="Say where one value came from, such as `env.BILLING_API_URL`."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Where it was rendered before, which decides about its data."),
    ] = None,
    form: Annotated[PlanFormat, typer.Option("--format", help="How the plan is printed.")] = PlanFormat.TEXT,
    color: ColorOption = Color.AUTO,
) -> int:
    """Show every decided fact of a preview: names, URLs, databases, variables, hooks, waves."""
    from previewctl.gitops.history import History
    from previewctl.reporters import plan as report
    from previewctl.reporters.plain_data import plain

    history = History(out) if out else None
    lookup = LookupOptions(gitops, index)
    reader = Reader(PullRequestOptions(pr, branch, sha), keep_documents=True, history=history, lookup=lookup)
    inputs = reader.read(paths, PlatformOptions(platform, offline))
    if inputs.diagnostics:
        print_findings(inputs, FindingsFormat.FULL, sys.stderr, color)
    if has_errors(inputs.diagnostics) or inputs.platform is None:
        return exit_code(inputs.diagnostics)
    environments = [item.environment for item in inputs.planned]
    if explain:
        for item in inputs.planned:
            typer.echo(report.explained(explain, item.environment, item.document, inputs.platform.document))
        return 0
    if form is PlanFormat.JSON:
        print_json({"schema": 1, "environments": [plain(environment) for environment in environments]})
        return 0
    sys.stdout.write("\n".join(report.text(environment) for environment in environments))
    return 0
