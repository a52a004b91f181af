"""`previewctl impact`."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from previewctl.cli.options import GitopsTree
from previewctl.cli.printing import print_json
from previewctl.errors import UsageError


class ImpactFormat(StrEnum):
    """How the result is printed."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


def impact(
    gitops: GitopsTree = None,
    platform: Annotated[
        str | None, typer.Option("--platform", metavar="FILE", help="What if: this platform.yaml counted.")
    ] = None,
    before: Annotated[
        str | None,
        typer.Option(
            "--before", metavar="FILE", help="The platform.yaml that counts now; that of the GitOps checkout otherwise."
        ),
    ] = None,
    preview: Annotated[
        list[str] | None,
        typer.Option("--preview", metavar="FILE", help="What if: its service's previews had this file."),
    ] = None,
    seed: Annotated[
        list[str] | None,
        typer.Option(
            "--seed", metavar="DIR", help="What if: its dataset's versions were as this directory locks them."
        ),
    ] = None,
    bases: Annotated[
        bool, typer.Option("--bases", help="What if: this previewctl, with its bases, rendered all of them.")
    ] = False,
    diff: Annotated[
        str | None,
        typer.Option("--diff", metavar="FILE", help="What if: this unified diff was applied, `-` for stdin."),
    ] = None,
    pr: Annotated[
        str | None,
        typer.Option(
            "--pr", metavar="OWNER/NAME#N", help="What if: the head of this pull request counted; asks GitHub."
        ),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Exit 1 when a preview changes.")] = False,
    form: Annotated[ImpactFormat, typer.Option("--format", help="How it is printed.")] = ImpactFormat.TEXT,
) -> int:
    """Say which open previews a change would re-seed, restart or re-sync: of the platform, a file, seed data or the bases."""
    from previewctl.cli.impact_reading import Asked, read_states
    from previewctl.graph.changes.building import Workbench
    from previewctl.graph.impact import impact as compare
    from previewctl.reporters import impact as report

    if not (platform or preview or seed or bases or diff or pr):
        raise UsageError(
            "the impact of what?",
            hint="pass --platform, --preview, --seed, --bases, --diff or --pr: any of them together",
        )
    asked = Asked(gitops or ".", before, platform, tuple(preview or ()), tuple(seed or ()), bases, diff, pr)
    states = read_states(asked)
    with Workbench() as workbench:
        found = compare(states.published, states.before, states.after, workbench)
    if form is ImpactFormat.JSON:
        print_json(report.as_json(found, states.notes))
    else:
        render = report.markdown if form is ImpactFormat.MARKDOWN else report.text
        sys.stdout.write(render(found, states.notes))
    return int(check and any(item.word != "nothing" for item in found.previews))
