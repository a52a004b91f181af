"""The pull requests of published previews, as GitHub has them now, and what people last did to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from previewctl.errors import RemoteError
from previewctl.lifecycle.activity import activity_of
from previewctl.lifecycle.policy import policy_of
from previewctl.plan.catalogue import repository_of
from previewctl.ports import Activities, PullRequests

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from previewctl.gitops.record import Record
    from previewctl.lifecycle.activity import Activity
    from previewctl.ports import RemotePullRequest
    from previewctl.spec.platform import PlatformSpec


class Source(PullRequests, Activities, Protocol):
    """Reads pull requests and what happened to them."""


class Repository(NamedTuple):
    """The pull requests of one repository that have a preview, by number, and what people did to those with the label."""

    pull_requests: Mapping[int, RemotePullRequest]
    activities: Mapping[int, Activity]


class Asked(NamedTuple):
    """What GitHub said, by repository. One about which it does not answer is in `unanswered`, with the reason."""

    found: Mapping[str, Repository]
    unanswered: Mapping[str, RemoteError]


def ask(github: Source, records: Iterable[Record], platform: PlatformSpec, now: datetime) -> Asked:
    """Lists the open ones of each repository with their activity, and asks for each other one alone.

    `now` counts where GitHub does not tell its own time. The repositories are those of the catalogue: a record is text, and
    must not choose what a token reads.
    """
    wanted: dict[str, set[int]] = {}
    for record in records:
        if repository := repository_of(record.service, platform):
            wanted.setdefault(repository, set()).add(record.pull_request)
    found: dict[str, Repository] = {}
    unanswered: dict[str, RemoteError] = {}
    for repository, numbers in sorted(wanted.items()):
        try:
            found[repository] = _of(github, repository, numbers, platform, now)
        except RemoteError as error:
            unanswered[repository] = error
    return Asked(found, unanswered)


def _of(github: Source, repository: str, numbers: set[int], platform: PlatformSpec, now: datetime) -> Repository:
    found = {item.number: item for item in github.open_pull_requests(repository) if item.number in numbers}
    for number in sorted(numbers - found.keys()):
        closed = github.pull_request(repository, number)
        if closed is not None:
            found[number] = closed
    if not found:
        return Repository({}, {})
    answer, bots = github.labelled(repository, platform.label), policy_of(platform).bots
    known = [item for item in answer.pull_requests if item.number in numbers]
    return Repository(found, {item.number: activity_of(item, answer.now or now, bots=bots) for item in known})
