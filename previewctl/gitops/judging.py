"""Whether a publication is still wanted once the tip is known: later ones must not be undone by earlier ones.

The question is asked after the tip was fetched, and the push expects that very tip. Whoever publishes a newer commit in
between makes the push fail, so the question is asked again when the record has changed, and only then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from previewctl.errors import UsageError
from previewctl.gitops.admission import Standing, standing
from previewctl.gitops.order import Ancestry, Order, Run, compare

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from previewctl.gitops.record import Record
    from previewctl.gitops.repository import GitopsRepository
    from previewctl.ports import PullRequests, RemotePullRequest
    from previewctl.spec.platform import PlatformSpec


class Verdict(NamedTuple):
    """Why a preview is not published, short of a mistake: a word for programs, and a sentence without a full stop."""

    outcome: str
    text: str


class Judge(Protocol):
    """Decides with the tip and the records that stand there; gives the verdict for each service that is not published."""

    def __call__(self, tip: GitopsRepository, records: Mapping[str, Record | None], /) -> Mapping[str, Verdict]:
        """Asked once for each tip."""
        ...


SUPERSEDED = "superseded"
_OUTCOMES = {
    Standing.GONE: "gone",
    Standing.MERGED: "closed",
    Standing.CLOSED: "closed",
    Standing.UNLABELLED: "unlabelled",
    Standing.FORK: "fork",
}


class HeadJudge:
    """Asks GitHub for the pull request's current head, label and state."""

    def __init__(
        self, source: PullRequests, platform: PlatformSpec, repository: str, number: int, head_sha: str
    ) -> None:
        """For the publication of `head_sha`."""
        self._source, self._platform = source, platform
        self._repository, self._number, self._head_sha = repository, number, head_sha
        self._seen: dict[str, Record | None] | None = None
        self._verdict: Verdict | None = None

    def __call__(self, _tip: GitopsRepository, records: Mapping[str, Record | None], /) -> dict[str, Verdict]:
        """One verdict for all services."""
        if self._seen is None or self._seen != records:
            self._seen = dict(records)
            found = self._source.pull_request(self._repository, self._number)
            self._verdict = head_verdict(found, self._platform, self._number, self._head_sha)
        return dict.fromkeys(records, self._verdict) if self._verdict else {}


def head_verdict(found: RemotePullRequest | None, platform: PlatformSpec, number: int, head_sha: str) -> Verdict | None:
    """Why this commit of a pull request is not to be published; None where it is its head and wants a preview."""
    where = standing(found, platform)
    if where is not Standing.WANTED:
        detail = f" with `{platform.label}`" if where is Standing.UNLABELLED else ""
        return Verdict(_OUTCOMES[where], f"pull request {number} {where}{detail}")
    assert found is not None
    if found.head_sha != head_sha:
        return Verdict(SUPERSEDED, f"pull request {number} is at {found.head_sha[:12]} now, not at {head_sha[:12]}")
    return None


class RunJudge:
    """Decides without GitHub, by the number of the run that publishes, else by what the checkout knows of the commits."""

    def __init__(
        self, number: int, head_sha: str, run: Run | None, is_ancestor: Callable[[str, str], bool | None]
    ) -> None:
        """For the publication of `head_sha`; `is_ancestor` says whether a commit comes before another one."""
        self._number, self._head_sha = number, head_sha
        self._how = run, Ancestry(is_ancestor)
        self._seen: dict[str, tuple[Record, Verdict | None]] = {}

    def __call__(self, tip: GitopsRepository, records: Mapping[str, Record | None], /) -> dict[str, Verdict]:
        """A verdict for each service that is published at a newer commit; UsageError where the order cannot be told."""
        found = {}
        for service, record in records.items():
            if record is None or record.head_sha == self._head_sha:
                continue
            if service not in self._seen or self._seen[service][0] != record:
                self._seen[service] = record, self._verdict(tip, service, record)
            if verdict := self._seen[service][1]:
                found[service] = verdict
        return found

    def _verdict(self, tip: GitopsRepository, service: str, record: Record) -> Verdict | None:
        order = compare(tip, service, self._number, (record.head_sha, self._head_sha), self._how)
        if order is Order.UNKNOWN:
            raise UsageError(
                f"nothing tells whether {self._head_sha[:12]} is newer than {record.head_sha[:12]}, which is published",
                hint="set GITHUB_TOKEN, so that the pull request's head decides, or pass --run-number in every run",
            )
        text = f"{service} is published at {record.head_sha[:12]}, which is newer than {self._head_sha[:12]}"
        return Verdict(SUPERSEDED, text) if order is Order.OLDER else None
