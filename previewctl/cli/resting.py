"""What `wake` and `sleep` have in common."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from previewctl.cli.options import Color
from previewctl.cli.printing import exit_code
from previewctl.cli.streams import harmless

if TYPE_CHECKING:
    from collections.abc import Callable

    from previewctl.compilation import LoadedPlatform
    from previewctl.gitops.record import Record
    from previewctl.lifecycle.resting import Decision
    from previewctl.plan.sleeping import Schedule

    Decides = Callable[[LoadedPlatform], Callable[[Record, Schedule | None], Decision]]

Number = Annotated[int, typer.Argument(min=1, max=2_147_483_647, metavar="N", help="The pull request.")]
Service = Annotated[
    str | None, typer.Option("--service", metavar="NAME", help="One service; all of the pull request's otherwise.")
]


def rest(
    number: int, service: str | None, platform: str | None, gitops: str | None, decides: Decides, *, dry_run: bool
) -> int:
    """Commits what is decided about the previews of a pull request, and says it."""
    from previewctl.cli.gitops_access import access
    from previewctl.gitops.landing import land
    from previewctl.gitops.repository import open_gitops
    from previewctl.lifecycle.resting import Resting

    with access(platform, gitops) as found:
        if isinstance(found, list):
            from previewctl.cli.publish import print_found

            print_found(found, {}, Color.AUTO)
            return exit_code(found)
        change = Resting(number, service, found.platform, decides(found.platform))
        with open_gitops(found.gitops, found.platform.spec.gitops.branch, token=found.token) as repository:
            if dry_run:
                repository.refresh()
                change(repository)
            else:
                land(repository, change, say=lambda text: print(harmless(text), file=sys.stderr))
    for (name, pull_request), text, changed in change.outcomes:
        is_planned = " (nothing was written)" if dry_run and changed else ""
        print(harmless(f"{name}/pr-{pull_request}: {text}{is_planned}"))
    return 0
