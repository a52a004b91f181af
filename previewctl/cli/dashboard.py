"""`previewctl dashboard`."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from previewctl.cli.clock import epoch_seconds
from previewctl.cli.gitops_checkout import Gitops, checkout_at, platform_for
from previewctl.cli.inputs import Inputs
from previewctl.cli.list import ListFormat, Service, Team, print_previews
from previewctl.cli.options import Color, ColorOption, Offline, Platform
from previewctl.cli.printing import exit_code, print_findings
from previewctl.cli.streams import harmless
from previewctl.errors import UsageError
from previewctl.reporters.findings.formats import FindingsFormat

if TYPE_CHECKING:
    from collections.abc import Mapping

    from previewctl.compilation import LoadedPlatform
    from previewctl.ports import RemotePullRequest

_STDOUT = "-"


class DashboardFormat(StrEnum):
    """How the dashboard is written."""

    HTML = "html"
    JSON = "json"
    TABLE = "table"


def dashboard(
    gitops: Gitops = None,
    out: Annotated[
        str, typer.Option("--out", metavar="FILE", help="Where the page goes; `-` for standard output.")
    ] = "index.html",
    service: Service = None,
    team: Team = None,
    github: Annotated[
        bool, typer.Option("--github", help="Ask GitHub for titles, authors and states of the pull requests.")
    ] = False,
    platform: Platform = None,
    offline: Offline = None,
    form: Annotated[
        DashboardFormat, typer.Option("--format", help="A page, or data on standard output.")
    ] = DashboardFormat.HTML,
    color: ColorOption = Color.AUTO,
) -> int:
    """Write one page of all published previews, for QA and leads: search, filters, links, expiry, calls, cost."""
    from previewctl.dashboard.reading import shown_previews
    from previewctl.dashboard.selecting import wanted

    root = checkout_at(gitops)
    loaded = platform_for(root, platform, offline=bool(offline))
    if isinstance(loaded, list):
        print_findings(Inputs(diagnostics=loaded), FindingsFormat.FULL, sys.stderr, color)
        return exit_code(loaded)
    remote = _pull_requests(root, loaded) if github else None
    previews = list(wanted(shown_previews(root, loaded, remote), service, team))
    if form is not DashboardFormat.HTML:
        print_previews(previews, ListFormat(form.value), color)
        return 0
    from previewctl.dashboard.page import page

    _write(page(previews, epoch_seconds()), out)
    if out != _STDOUT:
        print(f"{out}: {len(previews)} previews", file=sys.stderr)
    return 0


def _write(content: bytes, out: str) -> None:
    """Whole or not at all: whoever has the page open never loads half of one."""
    if out == _STDOUT:
        sys.stdout.write(content.decode())
        return
    if os.path.isdir(out):
        raise UsageError(f"{out} is a directory", hint=f"name a file: `--out {out.rstrip('/')}/index.html`")
    from previewctl.cli.writing import replace_text

    replace_text(Path(out), content.decode())


def _pull_requests(root: Path, platform: LoadedPlatform) -> Mapping[str, Mapping[int, RemotePullRequest]]:
    """What GitHub says; a repository that it says nothing about is shown without, and all of them are an error."""
    from previewctl.dashboard.asking import ask
    from previewctl.gitops.index import records_in
    from previewctl.integrations.github import github

    asked = ask(github(platform.spec.github), records_in(root))
    for repository, error in asked.unanswered.items():
        if not asked.found:
            raise error
        print(harmless(f"warning: nothing is known of {repository}: {error}"), file=sys.stderr)
    return asked.found
