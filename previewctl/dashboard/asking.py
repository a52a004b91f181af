"""The pull requests of published previews, as GitHub has them now."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.errors import RemoteError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from previewctl.gitops.record import Record
    from previewctl.ports import PullRequests, RemotePullRequest


class Asked(NamedTuple):
    """By repository and number the pull requests that have a preview, those that are gone left out.

    A repository about which GitHub does not answer is in `unanswered`, with the reason, and not in `found`.
    """

    found: Mapping[str, Mapping[int, RemotePullRequest]]
    unanswered: Mapping[str, RemoteError]


def ask(github: PullRequests, records: Iterable[Record]) -> Asked:
    """Lists the open ones of each repository, and asks for each other one alone."""
    wanted: dict[str, set[int]] = {}
    for record in records:
        if record.repository:
            wanted.setdefault(record.repository, set()).add(record.pull_request)
    found: dict[str, Mapping[int, RemotePullRequest]] = {}
    unanswered: dict[str, RemoteError] = {}
    for repository, numbers in sorted(wanted.items()):
        try:
            found[repository] = _of(github, repository, numbers)
        except RemoteError as error:
            unanswered[repository] = error
    return Asked(found, unanswered)


def _of(github: PullRequests, repository: str, numbers: set[int]) -> Mapping[int, RemotePullRequest]:
    found = {item.number: item for item in github.open_pull_requests(repository) if item.number in numbers}
    for number in sorted(numbers - found.keys()):
        closed = github.pull_request(repository, number)
        if closed is not None:
            found[number] = closed
    return found
