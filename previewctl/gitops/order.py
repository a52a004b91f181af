"""Which of two commits of a pull request is the newer one, where GitHub is not asked.

Neither dates nor ancestry alone can say it: a forced push may lead back to an older commit, and a workflow that is run
again publishes the commit that it was started for. The number of the run can, where the same workflow counts it; it stands in
the trailers of the commit that published last, for the record is the same whoever writes it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from previewctl.gitops.repository import GitopsRepository

PREVIEW_TRAILER = "Previewctl-Preview"
RUN_TRAILER = "Previewctl-Run"
FROM_TRAILER = "Previewctl-From"
MOST_COMMITS = 50_000
"""How far back the last publication is looked for: commits alone, some 15 MB for that many."""


class Run(NamedTuple):
    """A run of a workflow: its number, which grows, and what counts it; runs of two counters cannot be compared."""

    number: int
    counter: str = ""

    def __str__(self) -> str:
        return f"{self.number} {self.counter}".strip()


class Order(StrEnum):
    """What the commit at hand is, beside the one that is published."""

    NEWER = "newer"
    OLDER = "older"
    UNKNOWN = "unknown"


class Ancestry(NamedTuple):
    """`is_ancestor(a, b)`: whether a checkout knows that commit a comes before b; None where it lacks one of them."""

    is_ancestor: Callable[[str, str], bool | None]


def parse_run(text: str) -> Run | None:
    """A run as a trailer has it."""
    number, _, counter = text.partition(" ")
    return Run(int(number), counter) if number.isdecimal() and len(number) <= 18 else None


def compare(
    repository: GitopsRepository, service: str, number: int, commits: tuple[str, str], how: tuple[Run | None, Ancestry]
) -> Order:
    """Compares `commits`, the published one and the one at hand, by the run of the last publication, else by ancestry."""
    before, now = commits
    run, ancestry = how
    if run is not None:
        trailers = repository.trailers(f"{PREVIEW_TRAILER}: {service}/pr-{number}", MOST_COMMITS) or {}
        last = parse_run(trailers.get(RUN_TRAILER, ""))
        if last is not None and last.counter == run.counter:
            return Order.OLDER if run.number < last.number else Order.NEWER
    if ancestry.is_ancestor(before, now):
        return Order.NEWER
    if ancestry.is_ancestor(now, before):
        return Order.OLDER
    return Order.UNKNOWN
