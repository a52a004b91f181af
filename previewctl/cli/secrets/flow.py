"""`previewctl secrets flow`."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from typing import Annotated

import typer

from previewctl.cli.options import Color, ColorOption, Offline, Paths, Platform
from previewctl.cli.printing import exit_code, print_findings, print_json
from previewctl.cli.secrets.options import planned
from previewctl.reporters.findings.formats import FindingsFormat


class FlowFormat(StrEnum):
    """How the ways are shown."""

    TEXT = "text"
    JSON = "json"
    MERMAID = "mermaid"


def flow(
    paths: Paths = None,
    platform: Platform = None,
    offline: Offline = None,
    form: Annotated[FlowFormat, typer.Option("--format", help="How the ways are shown.")] = FlowFormat.TEXT,
    color: ColorOption = Color.AUTO,
) -> int:
    """Show the way of every secret, from the store to the variables of processes and hooks, and prove where none goes."""
    from previewctl.reporters import secret_flow as report
    from previewctl.reporters.style import style_for
    from previewctl.secrets.building import built
    from previewctl.secrets.flow import ways
    from previewctl.secrets.proofs import Subject, proofs

    inputs = planned(paths, platform, offline)
    if inputs.diagnostics:
        print_findings(inputs, FindingsFormat.FULL, sys.stderr, color)
    shown = []
    for item in inputs.planned:
        assert inputs.platform is not None
        found = built(item.environment, inputs.platform.spec)
        subject = Subject(item.environment, found.preview, found.control, inputs.platform.spec)
        shown.append(report.ShownFlow(item.environment.service, ways(found.preview), proofs(subject)))
    if form is FlowFormat.JSON:
        print_json(report.data(shown))
    elif form is FlowFormat.MERMAID:
        sys.stdout.write(report.mermaid(shown))
    else:
        sys.stdout.write(report.text(shown, style_for(sys.stdout, color.value, os.environ)))
    refuted = any(not proof.holds for each in shown for proof in each.proofs)
    return max(exit_code(inputs.diagnostics), int(refuted))
