"""What a sweep does with all previews: caps, dependencies between previews, and limits, on top of each one's own times.

What is not certain is left alone: a preview that another one uses stays, one run removes few, and one that would remove
most of them removes none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.lifecycle.caps import over_caps
from previewctl.lifecycle.verdict import Guard, Key, State, Subject, Verdict, judge, oldest_first

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from previewctl.lifecycle.policy import Policy

FEWEST = 6
"""The number of removals from which on "more than half" counts: of three previews two may well be idle."""


class Sweep(NamedTuple):
    """The verdicts, in the order of the subjects; `due` are those that would go if nothing but themselves counted.

    `aborted`: they are more than half of all, so nothing is done.
    """

    verdicts: tuple[Verdict, ...]
    due: int
    aborted: bool

    @property
    def removed(self) -> tuple[Verdict, ...]:
        """Those that go."""
        return tuple(verdict for verdict in self.verdicts if verdict.state is State.REMOVE)


def decide(
    subjects: Sequence[Subject],
    policy: Policy,
    now: datetime,
    *,
    users: Mapping[Key, frozenset[Key]] | None = None,
    confirmed: int | None = None,
) -> Sweep:
    """What becomes of every preview.

    `users` has for each pull request those whose previews call its previews; one that is no subject counts as active.
    `confirmed` is the number of removals that somebody has agreed to, however large a part of all that is.
    """
    used = users or {}
    verdicts = _held({subject.key: judge(subject, policy, now) for subject in subjects}, used)
    verdicts = _held(over_caps(verdicts, policy, now), used)
    going = [verdict for verdict in verdicts.values() if verdict.state is State.REMOVE]
    if len(going) >= FEWEST and 2 * len(going) > len(verdicts) and confirmed != len(going):
        stopped = {verdict.subject.key: verdict.held(Guard.ABORTED) for verdict in going}
        return Sweep(tuple((verdicts | stopped).values()), len(going), aborted=True)
    chosen = _chosen(going, used, policy.removals)
    left = {item.subject.key: item.held(Guard.LIMIT) for item in going if item.subject.key not in chosen}
    return Sweep(tuple((verdicts | left).values()), len(going), aborted=False)


def _held(verdicts: Mapping[Key, Verdict], users: Mapping[Key, frozenset[Key]]) -> dict[Key, Verdict]:
    """Holds each preview that one uses which stays; that one stays then, and holds what it uses."""
    found = dict(verdicts)
    again = True
    while again:
        again = False
        for key, verdict in found.items():
            if verdict.state is not State.REMOVE:
                continue
            staying = [user for user in users.get(key, ()) if user != key and not _goes(found, user)]
            if staying:
                found[key] = verdict.held(Guard.USED, tuple(sorted(staying)))
                again = True
    return found


def _goes(verdicts: Mapping[Key, Verdict], key: Key) -> bool:
    return key in verdicts and verdicts[key].state is State.REMOVE


def _chosen(going: Sequence[Verdict], users: Mapping[Key, frozenset[Key]], most: int) -> set[Key]:
    """The removals of this run, the longest idle first, and no preview before all those that use it."""
    keys = {verdict.subject.key for verdict in going}
    groups = {key: _with_users(key, users, keys) for key in keys}
    chosen: set[Key] = set()
    for verdict in sorted(going, key=lambda item: (len(groups[item.subject.key]), oldest_first(item))):
        wanted = chosen | groups[verdict.subject.key]
        if len(wanted) <= most:
            chosen = wanted
    return chosen


def _with_users(key: Key, users: Mapping[Key, frozenset[Key]], among: set[Key]) -> set[Key]:
    found, waiting = {key}, [key]
    while waiting:
        for user in users.get(waiting.pop(), ()):
            if user in among and user not in found:
                found.add(user)
                waiting.append(user)
    return found
