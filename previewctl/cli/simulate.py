"""`previewctl simulate`."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from previewctl.cli.inputs import PlatformOptions
from previewctl.cli.options import Color, ColorOption, GitopsTree, Offline, Platform
from previewctl.cli.printing import print_json, view_for
from previewctl.diagnostics.catalogue import BLOCKED_APPLICATION_SET
from previewctl.diagnostics.model import FILE_START, Location

if TYPE_CHECKING:
    from previewctl.cli.simulating import Simulated
    from previewctl.diagnostics.model import Diagnostic

_MOST = 2_147_483_647


class SimulateFormat(StrEnum):
    """How the result is printed."""

    TEXT = "text"
    JSON = "json"


def simulate(
    pulls: Annotated[
        str | None, typer.Option("--pulls", metavar="FILE", help="Pull requests as GitHub's API lists them, in JSON.")
    ] = None,
    repo: Annotated[
        str | None, typer.Option("--repo", metavar="OWNER/NAME", help="Their repository; alone: ask GitHub for them.")
    ] = None,
    gitops: GitopsTree = None,
    platform: Platform = None,
    offline: Offline = None,
    applications: Annotated[
        str | None,
        typer.Option("--applications", metavar="FILE", help="What there is: `kubectl get applications -o json`."),
    ] = None,
    open_: Annotated[
        list[str] | None, typer.Option("--open", metavar="BRANCH", help="What if: a labelled one for BRANCH is opened.")
    ] = None,
    close: Annotated[
        list[int] | None, typer.Option("--close", metavar="N", min=1, max=_MOST, help="What if: N is closed.")
    ] = None,
    label: Annotated[
        list[int] | None, typer.Option("--label", metavar="N", min=1, max=_MOST, help="What if: N gets the label.")
    ] = None,
    unlabel: Annotated[
        list[int] | None, typer.Option("--unlabel", metavar="N", min=1, max=_MOST, help="What if: N loses the label.")
    ] = None,
    push: Annotated[
        list[str] | None,
        typer.Option("--push", metavar="N[:SHA]", help="What if: a commit is pushed to N, and published."),
    ] = None,
    build: Annotated[
        bool, typer.Option("--build", help="Print the manifests of what is created or updated, built by Kustomize.")
    ] = False,
    kustomize: Annotated[
        str | None, typer.Option("--kustomize", metavar="PROGRAM", envvar="KUSTOMIZE", help="The Kustomize of --build.")
    ] = None,
    form: Annotated[SimulateFormat, typer.Option("--format", help="How it is printed.")] = SimulateFormat.TEXT,
    color: ColorOption = Color.AUTO,
) -> int:
    """Say which Applications Argo CD would create, update and delete for these pull requests, and what if one changed."""
    from previewctl.cli.platform_reading import platform_spec
    from previewctl.cli.simulating import read_applications, read_list, simulated
    from previewctl.graph.simulation.what_if import WhatIf
    from previewctl.reporters import simulation as report

    loaded = platform_spec(PlatformOptions(platform, offline), [os.path.join(os.getcwd(), "x")], gitops)
    listed = read_list(pulls, repo, loaded)
    changes = WhatIf(
        tuple(open_ or ()), tuple(close or ()), tuple(label or ()), tuple(unlabel or ()), tuple(push or ())
    )
    present = read_applications(applications) if applications else None
    found = simulated(loaded, listed, gitops, changes, repo, present)
    blocked = _blocked(found, gitops or ".")
    _print_findings(blocked, color)
    manifests = _built(found, gitops, kustomize) if build else {}
    if form is SimulateFormat.JSON:
        print_json(report.as_json(found.outcomes, found.sets, found.records, found.notes, manifests))
    else:
        sys.stdout.write(report.text(found.outcomes, found.sets, found.records, found.notes, manifests))
    return int(bool(blocked))


def _blocked(found: Simulated, gitops: str) -> list[Diagnostic]:
    return [
        BLOCKED_APPLICATION_SET.at(
            Location(f"{gitops}/{item.blocked.path}", FILE_START),
            f"the ApplicationSet of `{item.service}` cannot read this record, so none of its previews change: {item.blocked.reason}",
            help="publish that preview again, or remove its directory",
        )
        for item in found.sets.values()
        if item.blocked
    ]


def _print_findings(found: list[Diagnostic], color: Color) -> None:
    from previewctl.report.findings import FindingsReport
    from previewctl.reporters.findings.formats import FindingsFormat, rendered

    view = view_for(sys.stderr, color, {})._replace(summary=False)
    sys.stderr.write(rendered(FindingsReport((), tuple(found)), FindingsFormat.FULL, view))


def _built(found: Simulated, gitops: str | None, kustomize: str | None) -> dict[str, str]:
    from previewctl.cli.simulation_building import built

    changed = [
        item for outcome in found.outcomes for item in (*outcome.created, *(after for _, after in outcome.updated))
    ]
    return built(changed, found.written, gitops, kustomize)
