"""When a preview came to be and when somebody last used it, from what happened to its pull request.

GitHub's `updated_at` counts for nothing: a program that edits its own comment moves it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from previewctl.ports import Happening, LabelledPullRequest

CLOCK_TOLERANCE = timedelta(minutes=5)
"""How far a committer's clock may be ahead; dates beyond are not believed."""

_PEOPLE = frozenset({"User", "EnterpriseUserAccount"})
"""GitHub's types of actors that are people; a deleted account counts as one."""

_WORDS = {
    "commit": "commit",
    "push": "push",
    "comment": "comment",
    "review": "review",
    "label": "label",
    "reopened": "reopening",
    "traffic": "requests",
    "database": "use of its database",
}


class Activity(NamedTuple):
    """The start of a preview's life, the last use of it and what that was, and the signals that are missing.

    `born` is None where nobody knows; so is `last` where nobody has used it since.
    """

    born: datetime | None
    last: datetime | None
    what: str = ""
    missing: tuple[str, ...] = ()

    @property
    def idle_since(self) -> datetime | None:
        """Since when nobody has used it: its start counts as use."""
        known = [time for time in (self.born, self.last) if time is not None]
        return max(known, default=None)


def activity_of(
    pull_request: LabelledPullRequest,
    now: datetime,
    *,
    bots: frozenset[str] = frozenset(),
    signals: Mapping[str, datetime | None] | None = None,
    missing: Iterable[str] = (),
) -> Activity:
    """The activity of a pull request at `now` by GitHub's clock.

    `bots` are accounts of programs, in lower case; `signals` has the last use that other systems saw, by `traffic` or
    `database`; `missing` names those that did not answer.
    """
    by_people = [item for item in pull_request.happenings if is_person(item, bots)]
    unknown = [*pull_request.missing, *missing]
    if _is_unbelievable(by_people, now):
        unknown.append("the date of the last commit")
    born = _born(pull_request, bots)
    if born is None:
        unknown.append("when it was labelled")
    used = [(item.at, _named(item)) for item in by_people if item.at <= now + CLOCK_TOLERANCE]
    used += [(at, _WORDS[kind]) for kind, at in (signals or {}).items() if at is not None]
    if pull_request.unread_before is not None:
        used.append((pull_request.unread_before, "more than was read"))
    last, what = max(used, default=(None, ""))
    return Activity(born, last, what, tuple(dict.fromkeys(unknown)))


def is_person(happening: Happening, bots: frozenset[str]) -> bool:
    """Whether a person did it; a program that has a person's account is one of `bots`."""
    name = happening.actor.casefold()
    return happening.account in _PEOPLE and "[bot]" not in name and name not in bots


def _is_unbelievable(by_people: list[Happening], now: datetime) -> bool:
    """Whether a commit is dated ahead of GitHub's clock, and nothing says when it was pushed."""
    return any(item.kind == "commit" and item.at > now + CLOCK_TOLERANCE for item in by_people)


def _born(pull_request: LabelledPullRequest, bots: frozenset[str]) -> datetime | None:
    """The last time that a person set the label, or opened the pull request again with it.

    A program that sets the label again and again must not renew a preview: of those labels the first one counts.
    """
    labels = [item for item in pull_request.happenings if item.kind == "label"]
    by_people = [item.at for item in labels if is_person(item, bots)]
    first = max(by_people) if by_people else min((item.at for item in labels), default=pull_request.opened_at)
    again = [item.at for item in pull_request.happenings if item.kind == "reopened" and is_person(item, bots)]
    return max([first, *again]) if first is not None else None


def _named(item: Happening) -> str:
    return f"{_WORDS[item.kind]} by {item.actor}"
