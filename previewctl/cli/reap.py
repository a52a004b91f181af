"""`previewctl reap`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from previewctl.cli.clock import now
from previewctl.cli.options import Color, ColorOption, Gitops, Offline, Platform
from previewctl.cli.printing import print_json
from previewctl.diagnostics.excerpt import printable
from previewctl.errors import RemoteError, UsageError

if TYPE_CHECKING:
    from previewctl.cli.standing import Branch
    from previewctl.compilation import LoadedPlatform
    from previewctl.lifecycle.policy import Policy
    from previewctl.lifecycle.sweep import Sweep
    from previewctl.ports import Activities, Labelled

_CLOCKS_APART = timedelta(minutes=5)


class ReapFormat(StrEnum):
    """How a sweep is printed."""

    TEXT = "text"
    JSON = "json"


class _Read(NamedTuple):
    """What GitHub said: the pull requests, its clock, and the repositories about which it said nothing."""

    labelled: Labelled
    failures: tuple[str, ...]


def reap(
    repo: Annotated[
        list[str] | None,
        typer.Option("--repo", metavar="OWNER/NAME", help="Only this repository; may be given several times."),
    ] = None,
    all_repositories: Annotated[
        bool, typer.Option("--all", help="All repositories of the catalogue, which is the default.")
    ] = False,
    apply: Annotated[
        bool, typer.Option("--apply", help="Warn and remove; without it nothing is changed anywhere.")
    ] = False,
    confirm: Annotated[
        int | None,
        typer.Option("--confirm", metavar="N", min=0, help="Remove even more than half of all, if exactly N are due."),
    ] = None,
    orphans: Annotated[
        bool,
        typer.Option(
            "--orphans", help="Look for what closed pull requests have left behind, instead of idle previews."
        ),
    ] = False,
    gitops: Gitops = None,
    platform: Platform = None,
    offline: Offline = None,
    form: Annotated[ReapFormat, typer.Option("--format", help="How the previews are printed.")] = ReapFormat.TEXT,
    color: ColorOption = Color.AUTO,
) -> int:
    """Remove previews that nobody uses: show every preview and why it stays or goes, and with --apply do it."""
    from previewctl.cli.standing import opened, platform_for, standing

    if repo and all_repositories:
        raise UsageError("--repo and --all contradict each other", hint="leave one of them out")
    loaded = platform_for(platform, offline, color)
    with opened(loaded, gitops) as repository:
        branch = standing(repository)
        return _swept(loaded, branch, repo, form)


def _swept(loaded: LoadedPlatform, branch: Branch, repo: list[str] | None, form: ReapFormat) -> int:
    from previewctl.integrations.github import github
    from previewctl.lifecycle.policy import policy_of
    from previewctl.lifecycle.subjects import Used, subjects_of, users_of
    from previewctl.lifecycle.sweep import decide
    from previewctl.reporters.reaping import data, table

    spec, policy = loaded.spec, policy_of(loaded.spec)
    read = _read(github(spec.github), repo or repositories(loaded), policy.label)
    at = _clock(read.labelled.now)
    subjects = subjects_of(read.labelled, branch.previews, spec, at, Used())
    sweep = decide(subjects, policy, at, users=users_of(branch.previews, spec))
    if form is ReapFormat.JSON:
        print_json(data(sweep, policy, at))
    else:
        sys.stdout.write(table(sweep, policy, at))
    return _ended(sweep, read, policy)


def _ended(sweep: Sweep, read: _Read, policy: Policy) -> int:
    if read.failures:
        return RemoteError.exit_code
    return 1 if sweep.aborted else 0


def repositories(loaded: LoadedPlatform) -> list[str]:
    """The repositories of the services that have previews."""
    from previewctl.plan.catalogue import repository_of

    found = (repository_of(name, loaded.spec) for name, entry in loaded.spec.services.items() if entry.previews)
    return sorted({name for name in found if name})


def _read(client: Activities, names: list[str], label: str) -> _Read:
    """What GitHub says of each repository; of one that it says nothing about nothing is removed."""
    from previewctl.ports import Labelled

    found, failures, times = [], [], []
    for name in names:
        try:
            part = client.labelled(name, label)
        except RemoteError as error:
            print(printable(f"warning: {name} is left alone: {error}"), file=sys.stderr)
            failures.append(name)
            continue
        found += part.pull_requests
        times += [part.now] if part.now else []
    return _Read(Labelled(tuple(found), max(times, default=None)), tuple(failures))


def _clock(server: datetime | None) -> datetime:
    """GitHub's clock, for its times are compared with it; this machine's where GitHub said none."""
    here = now()
    if server is None:
        return here
    if abs(server - here) > _CLOCKS_APART:
        print(
            f"note: this machine's clock says {here:%Y-%m-%d %H:%M} UTC, and GitHub's {server.astimezone(UTC):%Y-%m-%d %H:%M}"
            ", which counts",
            file=sys.stderr,
        )
    return server
