"""`previewctl secrets check`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from previewctl.cli.options import Color, ColorOption, Offline, Paths, Platform, Quiet
from previewctl.cli.printing import exit_code, view_for
from previewctl.cli.secrets.options import Keys, Region, planned, region_of, store_in
from previewctl.diagnostics.catalogue import SECRET_DENIED
from previewctl.diagnostics.model import Diagnostic, in_order
from previewctl.errors import RemoteError
from previewctl.report.findings import FindingsReport
from previewctl.reporters.findings.formats import FindingsFormat, rendered
from previewctl.rules.ignores import without_ignored


def check(
    paths: Paths = None,
    keys: Keys = False,
    region: Region = None,
    platform: Platform = None,
    offline: Offline = None,
    form: Annotated[
        FindingsFormat,
        typer.Option("--format", envvar="PREVIEWCTL_OUTPUT_FORMAT", help="How findings are printed."),
    ] = FindingsFormat.FULL,
    color: ColorOption = Color.AUTO,
    quiet: Quiet = 0,
) -> int:
    """Ask AWS Secrets Manager whether the secrets that preview.yaml names are there, can be read, and have their keys."""
    from previewctl.secrets.answers import ask
    from previewctl.secrets.judging import judge
    from previewctl.secrets.references import names, references

    inputs = planned(paths, platform, offline)
    found = {item.source.path: list(references(item.environment)) for item in inputs.planned}
    wanted = names(reference for each in found.values() for reference in each)
    problems: list[Diagnostic] = []
    where = ""
    if wanted:
        store, where = store_in(region_of(region, inputs.platform.spec if inputs.platform else None))
        answers = ask(store, (reference for each in found.values() for reference in each), look_inside=keys)
        for item in inputs.planned:
            assert item.document is not None
            variables = frozenset(variable.name for variable in item.environment.variables)
            judged = list(judge(found[item.source.path], answers, item.document, variables, where))
            # Comments that silence nothing here silence something in `lint`, which reports those that do not.
            left = without_ignored(judged, item.document, ())
            problems += [each for each in left if each in judged]
    diagnostics = in_order([*inputs.diagnostics, *problems])
    if quiet < 2:
        view = view_for(sys.stdout, color, inputs.sources)._replace(summary=False)
        files = dict.fromkeys([*found, *(item.location.path for item in diagnostics)])
        sys.stdout.write(rendered(FindingsReport(tuple(files), tuple(diagnostics)), form, view))
    if not quiet:
        print(_summary(len(wanted), where, diagnostics), file=sys.stderr)
    if any(item.code == SECRET_DENIED.code for item in problems):
        return RemoteError.exit_code
    return exit_code(diagnostics)


def _summary(count: int, where: str, diagnostics: list[Diagnostic]) -> str:
    if not count:
        return "no secrets of a store are named" if not diagnostics else "nothing was asked"
    secrets = "1 secret" if count == 1 else f"{count} secrets"
    findings = "all is well" if not diagnostics else f"{len(diagnostics)} finding{'s' if len(diagnostics) > 1 else ''}"
    return f"asked {where} about {secrets}: {findings}"
