"""Which published previews go: those whose pull requests are proven to want none. Whatever is unknown stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.errors import RemoteError
from previewctl.gitops.admission import Standing, standing
from previewctl.plan.catalogue import repository_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime, timedelta

    from previewctl.gitops.holding import Key
    from previewctl.ports import LabelHistory, PullRequests
    from previewctl.spec.platform import PlatformSpec

FEWEST_FOR_ALARM = 6
"""With fewer removals than that, more than half of all is nothing unusual."""


class Outside(NamedTuple):
    """Who is asked about pull requests, and the time; `grace` is how long one keeps its preview without the label."""

    pull_requests: PullRequests
    labels: LabelHistory
    now: datetime
    grace: timedelta


class Departure(NamedTuple):
    """A preview that goes, and why, as the end of a sentence: `pull request 7 is merged`."""

    key: Key
    reason: str


class Departures(NamedTuple):
    """What was found out: who goes, whose pull requests could not be read, and who stays for the time being, each with a reason.

    `failures` has a line for each repository, `waiting` previews whose label is missing for too short a time.
    """

    going: tuple[Departure, ...]
    failures: tuple[str, ...]
    waiting: tuple[Departure, ...]


class Removals(NamedTuple):
    """The departures of this run, those that the bound leaves for the next ones, and whether they are so many that none counts."""

    now: tuple[Departure, ...]
    later: tuple[Departure, ...]
    alarming: bool


def departures(keys: Iterable[Key], platform: PlatformSpec, outside: Outside | None) -> Departures:
    """Asks about each published preview; without `outside` only the catalogue is asked."""
    going: list[Departure] = []
    by_repository: dict[str, list[Key]] = {}
    for key in keys:
        repository = repository_of(key[0], platform)
        if repository is None:
            going.append(Departure(key, f"the catalogue has no service {key[0]}"))
        elif not platform.services[key[0]].previews:
            going.append(Departure(key, f"the catalogue says that {key[0]} has no previews"))
        else:
            by_repository.setdefault(repository, []).append(key)
    failures: list[str] = []
    waiting: list[Departure] = []
    for repository, own in sorted(by_repository.items()) if outside else ():
        assert outside is not None
        try:
            for departure, leaves in _of_repository(repository, own, platform, outside):
                (going if leaves else waiting).append(departure)
        except RemoteError as error:
            failures.append(f"{repository}: {error}")
    return Departures(tuple(sorted(going)), tuple(failures), tuple(waiting))


def bounded(found: Departures, published: int, most: int, *, allow_most: bool) -> Removals:
    """The departures of one run: no more than `most`, and none when more than half of six or more would go."""
    count = len(found.going)
    if count >= FEWEST_FOR_ALARM and count * 2 > published and not allow_most:
        return Removals((), found.going, alarming=True)
    return Removals(found.going[:most], found.going[most:], alarming=False)


def _of_repository(
    repository: str, keys: list[Key], platform: PlatformSpec, outside: Outside
) -> Iterator[tuple[Departure, bool]]:
    """The departures of a repository, and whether each one leaves now. RemoteError where GitHub does not say."""
    listed = {item.number: item for item in outside.pull_requests.open_pull_requests(repository)}
    answers: dict[int, tuple[str, bool] | None] = {}
    for key in keys:
        number = key[1]
        if number not in answers:
            # A list that moves while it is read may lack one, so what is not in it is asked for by its number.
            found = listed.get(number) or outside.pull_requests.pull_request(repository, number)
            answers[number] = _answer(repository, number, standing(found, platform), platform, outside)
        answer = answers[number]
        if answer is not None:
            yield Departure(key, answer[0]), answer[1]


def _answer(
    repository: str, number: int, where: Standing, platform: PlatformSpec, outside: Outside
) -> tuple[str, bool] | None:
    """Why a pull request has no preview any more, and whether that is so at once; None where it wants one."""
    reason = f"pull request {number} {where}"
    if where is Standing.WANTED:
        return None
    if where is not Standing.UNLABELLED:
        return reason, True
    since = outside.labels.unlabelled_at(repository, number, platform.label)
    if since is None:
        return f"{reason}, and nothing tells since when", False
    return f"{reason} since {since:%Y-%m-%d %H:%M} UTC", outside.now - since >= outside.grace
