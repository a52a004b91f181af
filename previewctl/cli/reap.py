"""`previewctl reap`."""

from __future__ import annotations

import sys
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from previewctl.cli import clock
from previewctl.cli.options import Gitops, Offline, Platform
from previewctl.cli.printing import print_json
from previewctl.cli.streams import harmless
from previewctl.diagnostics.excerpt import printable
from previewctl.errors import RemoteError, UsageError
from previewctl.lifecycle.reasons import shown_time

if TYPE_CHECKING:
    from datetime import datetime

    from previewctl.cli.standing import Branch
    from previewctl.compilation import LoadedPlatform
    from previewctl.lifecycle.subjects import Used
    from previewctl.ports import Activities, Labelled, LabelledPullRequest

_CLOCKS_APART = timedelta(minutes=5)


class ReapFormat(StrEnum):
    """How a sweep is printed."""

    TEXT = "text"
    JSON = "json"


class _Read(NamedTuple):
    """What GitHub said: the pull requests, its clock, and the repositories about which it said nothing."""

    labelled: Labelled
    failures: tuple[str, ...]


class _Wanted(NamedTuple):
    """What the command line asks for."""

    repositories: list[str]
    apply: bool
    confirm: int | None
    form: ReapFormat


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
        bool, typer.Option("--orphans", help="Look for what closed pull requests have left behind instead.")
    ] = False,
    gitops: Gitops = None,
    platform: Platform = None,
    offline: Offline = None,
    form: Annotated[ReapFormat, typer.Option("--format", help="How the previews are printed.")] = ReapFormat.TEXT,
) -> int:
    """Remove previews that nobody uses: show every preview and why it stays or goes, and with --apply do it."""
    from previewctl.cli.platform_file import needed_platform
    from previewctl.cli.standing import opened, standing

    if repo and all_repositories:
        raise UsageError("--repo and --all contradict each other", hint="leave one of them out")
    loaded = needed_platform(platform, offline=offline)
    with opened(loaded, gitops) as repository:
        branch, names = standing(repository), _repositories(loaded, repo)
        if orphans:
            from previewctl.cli.reap_orphans import sweep_orphans

            as_json = form is ReapFormat.JSON
            return sweep_orphans(loaded, repository, branch, names, apply=apply, as_json=as_json)
    return _sweep(loaded, branch, _Wanted(names, apply, confirm, form))


def _sweep(loaded: LoadedPlatform, branch: Branch, wanted: _Wanted) -> int:
    from previewctl.integrations.github import github
    from previewctl.lifecycle.policy import policy_of
    from previewctl.lifecycle.subjects import subjects_of, users_of
    from previewctl.lifecycle.sweep import decide
    from previewctl.report.comment import hidden_state
    from previewctl.reporters.reaping import data, table

    spec, policy = loaded.spec, policy_of(loaded.spec)
    client = github(spec.github)
    read = _read(client, wanted.repositories, policy.label)
    at = _time(read.labelled.now)
    subjects = subjects_of(read.labelled, branch.previews, spec, at, _used(loaded, branch, at), hidden_state)
    sweep = decide(subjects, policy, at, users=users_of(branch.previews, spec), confirmed=wanted.confirm)
    if wanted.form is ReapFormat.JSON:
        print_json(data(sweep, policy, at))
    else:
        sys.stdout.write(table(sweep, policy, at))
    _notes(branch, len(read.labelled.pull_requests) - len(subjects))
    failures = list(read.failures)
    if wanted.apply:
        from previewctl.cli.reap_hands import GitHubHands
        from previewctl.lifecycle.reaping import apply

        done = apply(sweep, GitHubHands(client, loaded, at), _say)
        failures += done.failures
        for failure in done.failures:
            _say(f"warning: {failure}")
    elif any(verdict.warnings != verdict.subject.warnings or verdict in sweep.removed for verdict in sweep.verdicts):
        _say("nothing was changed; `--apply` does it")
    if failures:
        return RemoteError.exit_code
    return 1 if sweep.aborted else 0


def _used(loaded: LoadedPlatform, branch: Branch, at: datetime) -> Used:
    """When previews were last in use, as far back as any of them may be idle."""
    from previewctl.lifecycle.policy import times_of
    from previewctl.lifecycle.subjects import namespace_of
    from previewctl.lifecycle.used import last_uses

    spaces = [namespace_of(item.record, loaded.spec) for item in branch.previews]
    period = max((times_of(item.lifetime, loaded.spec).idle for item in branch.previews), default=timedelta())
    return last_uses(loaded.spec, spaces, at, period, lambda text: _say(f"warning: {text}"))


def _repositories(loaded: LoadedPlatform, named: list[str] | None) -> list[str]:
    """Those that are named, as the catalogue writes them; else all of the services that have previews."""
    from previewctl.plan.catalogue import repository_of

    found = (repository_of(name, loaded.spec) for name, entry in loaded.spec.services.items() if entry.previews)
    known = {name.casefold(): name for name in found if name}
    for name in named or []:
        if name.casefold() not in known:
            hint = f"the catalogue has {', '.join(sorted(known.values())) or 'none'}"
            raise UsageError(f"no service of the catalogue lives in {printable(name)}", hint=hint)
    return sorted({known[name.casefold()] for name in named} if named else known.values())


def _notes(branch: Branch, without: int) -> None:
    if without:
        _say(f"note: pull requests with the label and without a preview: {without}")
    if branch.unreadable:
        _say(f"warning: previews whose record cannot be read, which are left alone: {branch.unreadable}")


def _say(text: str) -> None:
    print(harmless(text), file=sys.stderr, flush=True)


def _read(client: Activities, names: list[str], label: str) -> _Read:
    """What GitHub says of each repository; of one that it says nothing about nothing is removed."""
    from previewctl.ports import Labelled

    found: list[LabelledPullRequest] = []
    failures: list[str] = []
    times: list[datetime] = []
    for name in names:
        try:
            part = client.labelled(name, label)
        except RemoteError as error:
            _say(f"warning: {name} is left alone: {error}")
            failures.append(name)
            continue
        found += part.pull_requests
        times += [part.now] if part.now else []
    return _Read(Labelled(tuple(found), max(times, default=None)), tuple(failures))


def _time(server: datetime | None) -> datetime:
    """GitHub's clock, for its times are compared with it; this machine's where GitHub said none."""
    here = clock.now()
    if server is None:
        return here
    if abs(server - here) > _CLOCKS_APART:
        _say(f"note: this machine's clock says {shown_time(here)}, and GitHub's {shown_time(server)}, which counts")
    return server
