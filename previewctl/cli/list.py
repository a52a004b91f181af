"""`previewctl list`."""

from __future__ import annotations

import os
import shutil
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from previewctl.cli.clock import epoch_seconds
from previewctl.cli.gitops_checkout import Gitops, checkout_at, platform_for
from previewctl.cli.inputs import Inputs
from previewctl.cli.options import Color, ColorOption, Offline, Platform
from previewctl.cli.printing import exit_code, print_findings, print_json
from previewctl.reporters.findings.formats import FindingsFormat

if TYPE_CHECKING:
    from previewctl.dashboard.preview import ShownPreview

Service = Annotated[str | None, typer.Option("--service", metavar="NAME", help="Only those of this service.")]
Team = Annotated[str | None, typer.Option("--team", metavar="NAME", help="Only those of this team.")]


class ListFormat(StrEnum):
    """How previews are listed."""

    TABLE = "table"
    JSON = "json"


def list_previews(
    gitops: Gitops = None,
    service: Service = None,
    team: Team = None,
    platform: Platform = None,
    offline: Offline = None,
    form: Annotated[ListFormat, typer.Option("--format", help="How they are listed.")] = ListFormat.TABLE,
    color: ColorOption = Color.AUTO,
) -> int:
    """List the published previews: age, last publication, expiry, team, and where each one answers."""
    from previewctl.dashboard.reading import shown_previews
    from previewctl.dashboard.selecting import wanted

    root = checkout_at(gitops)
    loaded = platform_for(root, platform, offline=bool(offline))
    if isinstance(loaded, list):
        print_findings(Inputs(diagnostics=loaded), FindingsFormat.FULL, sys.stderr, color)
        return exit_code(loaded)
    previews = list(wanted(shown_previews(root, loaded), service, team))
    print_previews(previews, form, color)
    return 0


def print_previews(previews: list[ShownPreview], form: ListFormat, color: Color) -> None:
    """Prints what is known of them."""
    from previewctl.reporters.previews import data, table
    from previewctl.reporters.style import style_for

    if form is ListFormat.JSON:
        print_json(data(previews, epoch_seconds()))
    elif previews:
        width = shutil.get_terminal_size((80, 24)).columns if sys.stdout.isatty() else None
        sys.stdout.write(table(previews, epoch_seconds(), width, style_for(sys.stdout, color.value, os.environ)))
    else:
        print("no previews are published here", file=sys.stderr)
