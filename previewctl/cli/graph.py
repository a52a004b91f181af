"""`previewctl graph`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from previewctl.cli.inputs import PlatformOptions
from previewctl.cli.options import Color, ColorOption, GitopsTree, Offline, Paths, Platform, Quiet
from previewctl.cli.printing import exit_code, view_for
from previewctl.errors import UsageError
from previewctl.report.findings import FindingsReport
from previewctl.reporters.findings.formats import FindingsFormat
from previewctl.reporters.findings.formats import rendered as rendered_findings
from previewctl.reporters.graph.formats import GraphFormat

if TYPE_CHECKING:
    from typing import TextIO

    from previewctl.diagnostics.model import Diagnostic


def graph(
    paths: Paths = None,
    gitops: GitopsTree = None,
    platform: Platform = None,
    offline: Offline = None,
    service: Annotated[
        str | None, typer.Option("--service", metavar="S", help="Only what it reaches, and what reaches it.")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Print what is wrong alone; exit 1 if anything is.")] = False,
    form: Annotated[GraphFormat, typer.Option("--format", help="How the graph is printed.")] = GraphFormat.TREE,
    color: ColorOption = Color.AUTO,
    quiet: Quiet = 0,
) -> int:
    """Show which service and which preview points where, in one repository, in several, or in all that is published."""
    from previewctl.cli.graph_reading import lifetimes, read_graph
    from previewctl.graph.building import build_graph
    from previewctl.graph.findings import findings
    from previewctl.graph.neighbourhood import around, connected
    from previewctl.reporters.graph.formats import rendered

    inputs = read_graph(paths, gitops, PlatformOptions(platform, offline))
    if inputs.platform is None and inputs.diagnostics and not inputs.declared:
        _print(inputs.diagnostics, sys.stderr, color)
        return exit_code([*inputs.diagnostics])
    whole = build_graph(inputs.declared, inputs.published, inputs.platform.spec if inputs.platform else None)
    shown = connected(whole)
    if service is not None:
        if service not in whole.services:
            raise UsageError(f"nothing here is about a service `{service}`", hint=_hint(service, [*whole.services]))
        shown = around(whole, service)
    found = [*inputs.diagnostics, *findings(shown, inputs.place, lifetimes(inputs, shown), inputs.unreadable)]
    if check:
        if not quiet:
            _print(tuple(found), sys.stdout, color)
        return exit_code([*inputs.diagnostics]) or int(any(item.severity.value != "note" for item in found))
    if not quiet and form is not GraphFormat.JSON:
        _print(tuple(found), sys.stderr, color)
    sys.stdout.write(rendered(shown, form, found))
    return exit_code([*inputs.diagnostics])


def _print(found: tuple[Diagnostic, ...], stream: TextIO, color: Color) -> None:
    report = FindingsReport((), found)
    view = view_for(stream, color, {})._replace(summary=False)
    stream.write(rendered_findings(report, FindingsFormat.FULL, view))


def _hint(service: str, known: list[str]) -> str:
    from previewctl.source.suggest import nearest

    guess = nearest(service, known)
    return f"did you mean `{guess}`?" if guess else "name one of those that the whole graph shows"
