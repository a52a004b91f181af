"""`previewctl verify`."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from previewctl.cli.options import Color, ColorOption, Quiet
from previewctl.cli.printing import exit_code, view_for
from previewctl.cli.verifying import OUT, trees_at, verified
from previewctl.diagnostics.model import in_order
from previewctl.errors import UsageError
from previewctl.report.findings import FindingsReport
from previewctl.reporters.findings.formats import FindingsFormat, rendered

if TYPE_CHECKING:
    from previewctl.cli.verifying import Result

_READ_BY_PEOPLE = (FindingsFormat.FULL, FindingsFormat.CONCISE)


def verify(
    trees: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[DIR|TREE]…",
            help="Rendered trees, overlays in them, files of built objects, or `-` for such objects on standard input. "
            f"Without any: `{OUT}`.",
        ),
    ] = None,
    kustomize: Annotated[
        str | None,
        typer.Option(
            "--kustomize",
            metavar="PROGRAM",
            envvar="KUSTOMIZE",
            help="The Kustomize that builds overlays. Without it: the one on PATH, else previewctl's own reader.",
        ),
    ] = None,
    losses: Annotated[
        bool, typer.Option("--losses", help="Show what each pod holds, and what every event makes of it.")
    ] = False,
    teardown: Annotated[
        bool, typer.Option("--teardown", help="Show every effect of a preview, and what takes it back.")
    ] = False,
    form: Annotated[
        FindingsFormat,
        typer.Option("--format", envvar="PREVIEWCTL_OUTPUT_FORMAT", help="How findings are printed."),
    ] = FindingsFormat.FULL,
    color: ColorOption = Color.AUTO,
    quiet: Quiet = 0,
) -> int:
    """Prove that a rendered tree starts in order: database, seed, migrations, app; or show how it does not."""
    if teardown:
        from previewctl.reporters.survival import effects

        sys.stdout.write(effects())
        return 0
    names = trees or [OUT]
    if not trees and not os.path.isdir(OUT):
        raise UsageError(
            f"there is no directory `{OUT}` here", hint="render first, or name a tree, an overlay or a file"
        )
    results = [verified(name, kustomize) for name in dict.fromkeys(found for name in names for found in trees_at(name))]
    if losses:
        from previewctl.reporters.survival import losses as lost

        sys.stdout.write(lost((result.name, result.verdict) for result in results if result.verdict))
    elif quiet < 2:
        _print(results, form, color, summary=not quiet)
    return exit_code([item for result in results for item in result.diagnostics])


def _print(results: list[Result], form: FindingsFormat, color: Color, *, summary: bool) -> None:
    found = in_order([item for result in results for item in result.diagnostics])
    report = FindingsReport(tuple(dict.fromkeys(result.name for result in results)), tuple(found))
    sources = {result.name: result.stream for result in results if result.stream is not None}
    view = view_for(sys.stdout, color, sources)._replace(summary=summary)
    if form not in _READ_BY_PEOPLE:
        sys.stdout.write(rendered(report, form, view))
        return
    from previewctl.reporters.verification import Verified, proofs

    if summary:
        trees = [Verified(result.name, result.verdict) for result in results if result.verdict is not None]
        sys.stdout.write(proofs(trees))
        if trees and found:
            sys.stdout.write("\n")
    sys.stdout.write(rendered(report, form, view))
