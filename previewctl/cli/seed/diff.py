"""`previewctl seed diff`."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from previewctl.cli.options import Color, ColorOption, Platform, Verbose
from previewctl.cli.printing import exit_code, print_json
from previewctl.cli.seed.options import ADDRESS, Address, Format, SeedFormat, reading, show_findings
from previewctl.cli.seed.places import opened, seed_places


def diff(
    dataset: Address,
    other: Annotated[
        str | None, typer.Argument(metavar="[OTHER]", help=f"What to compare it with: {ADDRESS}", show_default=False)
    ] = None,
    ref: Annotated[
        str,
        typer.Option(
            "--ref", metavar="REF", help="Without OTHER: compare the dataset at this Git ref with how it is now."
        ),
    ] = "HEAD",
    platform: Platform = None,
    check: Annotated[bool, typer.Option("--check", help="Exit with 1 if there is a difference.")] = False,
    form: Format = SeedFormat.TEXT,
    color: ColorOption = Color.AUTO,
    verbose: Verbose = 0,
) -> int:
    """Compare two versions of a dataset in rows and columns, documents and keys; -v names them."""
    from previewctl.reporters import seed_difference as report
    from previewctl.reporters.style import style_for
    from previewctl.seeds.difference import difference

    places = seed_places(platform)
    first, second = (dataset, other) if other is not None else (dataset, dataset)
    with (
        reading(),
        opened(first, places, None if other is not None else ref) as before,
        opened(second, places) as after,
    ):
        for side in (before, after):
            if isinstance(side, list):
                show_findings(side, color)
                return exit_code(side) or 1
        assert not isinstance(before, list)
        assert not isinstance(after, list)
        found = difference(before, after)
        names = (f"{before.name} {before.version} ({before.shown})", f"{after.name} {after.version} ({after.shown})")
    if form is SeedFormat.JSON:
        print_json(report.as_json(found, names))
    else:
        style = style_for(sys.stdout, color.value, os.environ)
        sys.stdout.write(report.text(found, names, style, keys=bool(verbose)))
    return 1 if check and not found.same else 0
