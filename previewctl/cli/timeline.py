"""`previewctl timeline`."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from previewctl.cli import clock
from previewctl.cli.options import Gitops, Offline, Platform
from previewctl.cli.printing import print_json
from previewctl.cli.streams import harmless
from previewctl.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from previewctl.compilation import LoadedPlatform
    from previewctl.gitops.chronicle import Passage
    from previewctl.gitops.repository import GitopsRepository
    from previewctl.lifecycle.subjects import Standing
    from previewctl.lifecycle.timeline import Life, Moment
    from previewctl.ports import LabelledPullRequest

_CREDENTIALS = ("PREVIEWCTL_GITHUB_APP_ID", "PREVIEWCTL_GITHUB_TOKEN", "GITHUB_TOKEN", "GH_TOKEN")


class TimelineFormat(StrEnum):
    """How the times are printed."""

    TEXT = "text"
    JSON = "json"


class _Line(NamedTuple):
    """One preview: its past, and what comes; None where it is gone."""

    service: str
    past: list[Passage]
    moments: list[Moment] | None
    notes: tuple[str, ...]


def timeline(
    pr: Annotated[int, typer.Option("--pr", min=1, max=2_147_483_647, metavar="N", help="The pull request.")],
    service: Annotated[
        str | None, typer.Option("--service", metavar="NAME", help="One service; all of the pull request's otherwise.")
    ] = None,
    gitops: Gitops = None,
    platform: Platform = None,
    offline: Offline = None,
    form: Annotated[TimelineFormat, typer.Option("--format", help="How the times are printed.")] = TimelineFormat.TEXT,
) -> int:
    """Show what became of a preview and why, and when it will sleep, be warned and be deleted if nobody does anything."""
    from previewctl.cli.platform_file import needed_platform
    from previewctl.cli.standing import opened, standing
    from previewctl.reporters.timeline import data, text

    loaded = needed_platform(platform, offline=offline)
    with opened(loaded, gitops) as repository:
        own = {
            item.record.service: item
            for item in standing(repository).previews
            if item.record.pull_request == pr and service in {None, item.record.service}
        }
        names = [service] if service else sorted({*own, *(_mentioned(loaded, repository, pr) if not own else ())})
        reader = _Reader(loaded, offline=bool(offline))
        lines = [reader.line(name, pr, repository, own.get(name)) for name in names]
    shown = [line for line in lines if line.past or line.moments is not None]
    if not shown:
        which = f"of `{service}` " if service else ""
        raise UsageError(f"no preview {which}was ever published for pull request {pr}", hint="check the number")
    if form is TimelineFormat.JSON:
        print_json(
            {
                "schema": 1,
                "timelines": [
                    data(line.service, pr, line.past, reader.now, line.moments, line.notes) for line in shown
                ],
            }
        )
    else:
        for line in shown:
            sys.stdout.write(text(f"{line.service}/pr-{pr}", line.past, reader.now, line.moments, line.notes))
    return 0


def _mentioned(loaded: LoadedPlatform, repository: GitopsRepository, number: int) -> Iterable[str]:
    """The services that have ever had a preview of that pull request."""
    from previewctl.gitops.chronicle import passages

    return [name for name in loaded.spec.services if passages(repository, (name, number))]


class _Reader:
    """Reads what is known of one preview after the other."""

    def __init__(self, loaded: LoadedPlatform, *, offline: bool) -> None:
        self._loaded, self.now = loaded, clock.now()
        self._asks = not offline and any(os.environ.get(name) for name in _CREDENTIALS)
        self._known: dict[str, dict[int, LabelledPullRequest]] = {}

    def line(self, service: str, number: int, repository: GitopsRepository, item: Standing | None) -> _Line:
        """Past and future of a preview."""
        from previewctl.gitops.chronicle import passages
        from previewctl.lifecycle.timeline import ahead

        past = passages(repository, (service, number))
        if item is None:
            return _Line(service, past, None, ("it is not published any more",) if past else ())
        life, notes = self._life(item, past)
        return _Line(service, past, ahead(life, self._loaded.spec, self.now), notes)

    def _life(self, item: Standing, past: list[Passage]) -> tuple[Life, tuple[str, ...]]:
        from previewctl.lifecycle.policy import times_of
        from previewctl.lifecycle.timeline import Life
        from previewctl.plan.sleeping import schedule_of

        spec = self._loaded.spec
        sleep = (item.lifetime and item.lifetime.sleep) or spec.defaults.lifetime.sleep
        born, last = _published(past, self.now)
        life = Life(born, last, "", times_of(item.lifetime, spec), schedule_of(sleep), item.record.rest)
        found = self._labelled(item) if self._asks else None
        if found is None:
            why = "its pull request is not open and labelled" if self._asks else "GitHub was not asked"
            return life, (f"{why}: the times count from its publication",)
        return self._with_activity(life, found), ()

    def _with_activity(self, life: Life, found: LabelledPullRequest) -> Life:
        from previewctl.lifecycle.activity import activity_of
        from previewctl.lifecycle.policy import policy_of
        from previewctl.lifecycle.warnings import read_warnings
        from previewctl.report.comment import hidden_state

        policy = policy_of(self._loaded.spec)
        activity = activity_of(found, self.now, bots=policy.bots)
        return life._replace(
            born=activity.born or life.born,
            last=activity.last or activity.born or life.last,
            what=activity.what,
            kept=policy.keep_label in found.labels,
            warned=tuple(read_warnings(map(hidden_state, found.comments)).items()),
        )

    def _labelled(self, item: Standing) -> LabelledPullRequest | None:
        from previewctl.errors import RemoteError
        from previewctl.integrations.github import github
        from previewctl.plan.catalogue import repository_of

        name = repository_of(item.record.service, self._loaded.spec)
        if name is None:
            return None
        if name not in self._known:
            try:
                read = github(self._loaded.spec.github).labelled(name, self._loaded.spec.label)
            except RemoteError as error:
                print(harmless(f"warning: {error}"), file=sys.stderr)
                self._asks = False
                return None
            self._known[name] = {found.number: found for found in read.pull_requests}
        return self._known[name].get(item.record.pull_request)


def _published(past: list[Passage], now: datetime) -> tuple[datetime, datetime]:
    """The first and the last publication since it was last removed."""
    from previewctl.gitops.chronicle import Deed

    times = []
    for item in past:
        if item.deed is Deed.REMOVED:
            break
        if item.deed is Deed.PUBLISHED:
            times.append(item.at)
    return (times[-1], times[0]) if times else (now, now)
