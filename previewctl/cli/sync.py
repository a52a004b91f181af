"""`previewctl sync`."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from previewctl.cli.clock import now, today
from previewctl.cli.options import Color, ColorOption, Gitops, Offline, Quiet, Sign, WriterPlatform
from previewctl.cli.printing import exit_code, print_json
from previewctl.cli.progress import progress
from previewctl.cli.publish import print_found
from previewctl.cli.sync_options import SyncFormat, Wanted
from previewctl.errors import UsageError

if TYPE_CHECKING:
    from previewctl.cli.gitops_access import Access
    from previewctl.gitops.departures import Outside
    from previewctl.gitops.discovery import Discovered
    from previewctl.gitops.repository import GitopsRepository
    from previewctl.reporters.sync import Synced


Check = Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 when there is something to do.")]
ControlOut = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="With --control: a directory instead of the branch.")
]


def sync(
    gitops: Gitops = None,
    platform: WriterPlatform = None,
    offline: Offline = False,
    apply: Annotated[
        bool, typer.Option("--apply/--dry-run", help="Commit and push; otherwise only say what would be done.")
    ] = False,
    check: Check = False,
    batch: Annotated[
        int, typer.Option("--batch", min=1, max=10_000, metavar="N", help="Previews of one commit; the first has 3.")
    ] = 20,
    most: Annotated[
        int, typer.Option("--max-removals", min=0, max=100_000, metavar="N", help="Removals of one run.")
    ] = 20,
    allow_most: Annotated[
        bool, typer.Option("--more-than-half", help="Remove even more than half of six or more previews.")
    ] = False,
    grace: Annotated[
        str, typer.Option("--grace", metavar="TIME", help="How long a preview stays without the label.")
    ] = "2h",
    discover: Annotated[
        bool, typer.Option("--discover", help="Publish labelled pull requests whose image exists, too.")
    ] = False,
    github: Annotated[
        bool, typer.Option("--github/--no-github", help="Ask GitHub which pull requests are gone; nobody otherwise.")
    ] = True,
    no_image_check: Annotated[
        bool, typer.Option("--no-image-check", help="With --discover: do not ask the registry for the image.")
    ] = False,
    control: Annotated[
        bool, typer.Option("--control", help="Write `argocd/` from the catalogue instead, on the reviewed branch.")
    ] = False,
    out: ControlOut = None,
    sign: Sign = False,
    form: Annotated[SyncFormat, typer.Option("--format", help="How the result is printed.")] = SyncFormat.TEXT,
    color: ColorOption = Color.AUTO,
    quiet: Quiet = 0,
) -> int:
    """Bring the published previews up to date with platform.yaml, and remove those of closed pull requests."""
    if apply and check:
        raise UsageError("--check writes nothing", hint="leave out --apply, or --check")
    if out is not None and not control:
        raise UsageError("--out is for --control", hint="name the repository: `--gitops URL|DIR`")
    wanted = Wanted(
        apply, check, batch, most, allow_most, discover, _grace(grace), github, not no_image_check, sign,
        form, color, quiet,
    )  # fmt: skip
    if control:
        from previewctl.cli.sync_control import sync_control

        return sync_control(gitops, platform, out, wanted, offline=bool(offline))
    from previewctl.cli.gitops_access import access

    with access(platform, gitops, offline=bool(offline)) as found:
        if isinstance(found, list):
            print_found(found, {}, color)
            return exit_code(found)
        return _sync(found, wanted)


def _sync(found: Access, wanted: Wanted) -> int:
    from previewctl.gitops.repository import open_gitops
    from previewctl.gitops.sync import Options
    from previewctl.gitops.sync import sync as run
    from previewctl.reporters.sync import Synced

    say = progress(wanted.quiet)
    options = Options(today(), now(), wanted.batch, wanted.most, wanted.allow_most, wanted.apply, say=say)
    branch = found.platform.spec.gitops.branch
    outside = _outside(found, wanted)
    with open_gitops(found.gitops, branch, token=found.token, sign=wanted.sign) as repository:
        outcome = run(repository, found.platform, outside, options)
        discovered: tuple[Discovered, ...] = ()
        undiscovered: tuple[str, ...] = ()
        if wanted.discover and not outcome.removals.alarming:
            discovered, undiscovered = _discovered(repository, found, wanted)
        shown = repository.shown
    result = Synced(outcome, discovered, undiscovered, f"{branch} of {shown}", wanted.apply)
    _print(result, wanted)
    return _exit_code(result, wanted)


def _outside(found: Access, wanted: Wanted) -> Outside | None:
    """Who is asked about pull requests; None for nobody."""
    if not wanted.ask_github:
        if wanted.discover:
            raise UsageError("--discover asks GitHub", hint="leave out --no-github")
        return None
    from previewctl.gitops.departures import Outside
    from previewctl.integrations.github import github
    from previewctl.integrations.github.labels import LabelEvents

    source = github(found.platform.spec.github)
    return Outside(source, LabelEvents(source), now(), wanted.grace)


def _discovered(
    repository: GitopsRepository, found: Access, wanted: Wanted
) -> tuple[tuple[Discovered, ...], tuple[str, ...]]:
    from previewctl.cli.publish import image_is_there
    from previewctl.gitops.discovery import Discovery, discover
    from previewctl.integrations.github import github

    source = github(found.platform.spec.github)
    asks = image_is_there if wanted.image_check else None
    how = Discovery(source, asks, today(), wanted.apply, progress(wanted.quiet))
    return discover(repository, found.platform, how)


def _grace(text: str) -> timedelta:
    from previewctl.spec.durations import parse_duration
    from previewctl.spec.refusal import Refusal

    try:
        return timedelta(seconds=parse_duration(text).seconds)
    except Refusal:
        raise UsageError(f"`{text}` is no time", hint="write `--grace 2h` or `--grace 30m`") from None


def _print(result: Synced, wanted: Wanted) -> None:
    from previewctl.cli.streams import harmless
    from previewctl.reporters import sync as report

    broken = [item for each in result.outcome.broken for item in each.findings]
    broken += [item for each in result.discovered for item in each.findings]
    if wanted.form is SyncFormat.JSON:
        print_json(report.as_json(result))
        return
    print_found(broken, {}, wanted.color)
    if wanted.quiet < 2:
        for line in report.problems(result):
            print(harmless(line), file=sys.stderr)
    if not wanted.quiet:
        sys.stdout.write(report.text(result))


def _exit_code(result: Synced, wanted: Wanted) -> int:
    """4 when somebody who was asked gave no answer, 1 for drift with --check, what cannot be rendered, and an alarm."""
    outcome, outcomes = result.outcome, {item.outcome for item in result.discovered}
    if outcome.departures.failures or result.undiscovered or "failed" in outcomes:
        return 4
    drift = wanted.check and (outcome.drift or "published" in outcomes)
    return 1 if drift or outcome.broken or outcome.removals.alarming else 0
