"""`previewctl remove`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from previewctl.cli.options import Color, ColorOption, DryRun, Gitops, Quiet, Repository, Sign, WriterPlatform
from previewctl.cli.printing import exit_code, print_json
from previewctl.cli.publish import PublishFormat, print_found
from previewctl.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from previewctl.cli.gitops_access import Access
    from previewctl.gitops.removal import Removal


def remove(
    pr: Annotated[int, typer.Option("--pr", min=1, max=2_147_483_647, metavar="N", help="The pull request.")],
    gitops: Gitops = None,
    service: Annotated[
        str | None,
        typer.Option("--service", metavar="NAME", help="One service; its preview goes, whatever GitHub says."),
    ] = None,
    repository: Repository = None,
    platform: WriterPlatform = None,
    sign: Sign = False,
    dry_run: DryRun = False,
    form: Annotated[PublishFormat, typer.Option("--format", help="How the result is printed.")] = PublishFormat.TEXT,
    color: ColorOption = Color.AUTO,
    quiet: Quiet = 0,
) -> int:
    """Remove a pull request's preview from the GitOps repository, and the bases that only it used."""
    from previewctl.cli.gitops_access import access
    from previewctl.gitops.landing import land
    from previewctl.gitops.repository import open_gitops
    from previewctl.reporters.publication import removal_json, removal_text

    if (service is None) == (repository is None):
        raise UsageError("nobody says whose preview", hint="pass either --service NAME or --repository OWNER/NAME")
    with access(platform, gitops) as found:
        if isinstance(found, list):
            print_found(found, {}, color)
            return exit_code(found)
        removal = _removal(found, service, repository, pr)
        branch = found.platform.spec.gitops.branch
        with open_gitops(found.gitops, branch, token=found.token, sign=sign) as tip:
            if dry_run:
                tip.refresh()
                removal(tip)
                landed = None
            else:
                landed = land(tip, removal, say=_say(quiet))
            shown = tip.shown
    if form is PublishFormat.JSON:
        print_json(removal_json(removal.removed, shown, branch, landed))
    elif not quiet:
        sys.stdout.write(removal_text(removal.removed, shown, branch, landed, dry=dry_run))
    return 0


def _removal(found: Access, service: str | None, repository: str | None, number: int) -> Removal:
    """What goes: a service that somebody names, or all of a repository's once GitHub says that they are not wanted."""
    from previewctl.gitops.admission import owned_services
    from previewctl.gitops.removal import Removal, wants_previews

    spec = found.platform.spec
    if repository is None:
        return Removal([service or ""], number)
    services = owned_services(repository, spec)
    if not services:
        raise UsageError(
            f"no service of the catalogue lives in {repository}", hint="name the service: `--service NAME`"
        )
    from previewctl.integrations.github import github

    source = github(spec.github)
    return Removal(services, number, lambda: wants_previews(source, spec, repository, number))


def _say(quiet: int) -> Callable[[str], None]:
    def say(text: str) -> None:
        if not quiet:
            print(text, file=sys.stderr, flush=True)

    return say
