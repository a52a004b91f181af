"""`previewctl diff`."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from previewctl.cli.inputs import PlatformOptions
from previewctl.cli.options import Color, ColorOption, GitopsTree, Offline, Platform, PullRequestNumber
from previewctl.cli.printing import exit_code, print_json, view_for

if TYPE_CHECKING:
    from previewctl.cli.revisions import Revision
    from previewctl.diagnostics.model import Diagnostic
    from previewctl.graph.changes.change import Change


class DiffFormat(StrEnum):
    """How the change is printed."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


def diff(
    what: Annotated[
        list[str] | None,
        typer.Argument(metavar="BASE..[HEAD] [PATH] | FILE FILE", help="Two versions of one preview.yaml."),
    ] = None,
    pr: PullRequestNumber = 1,
    platform: Platform = None,
    offline: Offline = None,
    gitops: GitopsTree = None,
    check: Annotated[bool, typer.Option("--check", help="Exit 1 when anything changes.")] = False,
    form: Annotated[DiffFormat, typer.Option("--format", help="How it is printed.")] = DiffFormat.TEXT,
    color: ColorOption = Color.AUTO,
) -> int:
    """Say what a change of preview.yaml does: to processes, databases and wiring, to what runs, to costs and objects."""
    from previewctl.cli.revisions import revisions
    from previewctl.reporters import difference as report

    with revisions(what or []) as (before, after):
        found = _change(before, after, pr, PlatformOptions(platform, offline), gitops)
        names = before.name, after.name
    if isinstance(found, list):
        _print_findings(found, color)
        return exit_code(found)
    if form is DiffFormat.JSON:
        print_json(report.as_json(found, *names))
    else:
        sys.stdout.write(report.markdown(found) if form is DiffFormat.MARKDOWN else report.text(found, *names))
    return int(check and (found.consequences.synced or bool(found.differences)))


def _change(
    before: Revision, after: Revision, number: int, options: PlatformOptions, gitops: str | None
) -> Change | list[Diagnostic]:
    from previewctl.cli.graph_reading import records_of
    from previewctl.cli.platform_reading import platform_of
    from previewctl.cli.revisions import request_of, side
    from previewctl.graph.changes.building import Workbench
    from previewctl.graph.changes.change import change_of
    from previewctl.plan.index import PreviewIndex
    from previewctl.spec.embedded import embedded_platform

    loaded = platform_of(options, [_path(after, before)], gitops)
    if isinstance(loaded, list):
        return loaded
    index = PreviewIndex.of(record.as_published() for record in records_of(gitops)) if gitops else None
    request = request_of(number)
    old, new = side(before, loaded, request, index), side(after, loaded, request, index)
    for found in (new, old):
        if isinstance(found, list):
            return found
    assert not isinstance(old, list)
    assert not isinstance(new, list)
    with Workbench() as workbench:
        return change_of(old, new, loaded.spec if loaded else embedded_platform({}), workbench)


def _path(*sides: Revision) -> str:
    """The file, as the work tree has it: the platform is looked for above it."""
    for revision in sides:
        if revision.source is not None:
            return revision.source.path.rpartition(":")[2]
    return "preview.yaml"


def _print_findings(found: list[Diagnostic], color: Color) -> None:
    from previewctl.report.findings import FindingsReport
    from previewctl.reporters.findings.formats import FindingsFormat, rendered

    view = view_for(sys.stderr, color, {})._replace(summary=False)
    sys.stderr.write(rendered(FindingsReport((), tuple(found)), FindingsFormat.FULL, view))
