"""Lands a change on the branch of previews, however many others write to it at the same time."""

from __future__ import annotations

import time
from random import SystemRandom
from typing import TYPE_CHECKING, NamedTuple

from previewctl.errors import RemoteError
from previewctl.integrations.git_clone import PassingError, Push

if TYPE_CHECKING:
    from collections.abc import Callable

    from previewctl.gitops.repository import Change, GitopsRepository


class Patience(NamedTuple):
    """How often, and for how many seconds in all, a push is tried again; `first` and `longest` bound the waits.

    `broken` is how many failures of the network are borne.
    """

    attempts: int = 200
    seconds: float = 600
    first: float = 0.1
    longest: float = 30
    broken: int = 4


class Landed(NamedTuple):
    """How a change ended: the commit, None where there was nothing to do; the attempts and the seconds that it took."""

    commit: str | None
    attempts: int
    seconds: float


_PATIENCE = Patience()


def land(
    repository: GitopsRepository,
    change: Callable[[GitopsRepository], Change | None],
    patience: Patience = _PATIENCE,
    say: Callable[[str], None] = lambda _: None,
) -> Landed:
    """Fetches, commits what `change` makes of the tip, and pushes; again from the new tip when others were faster.

    A change is made anew for each tip: it is never a difference that is moved from one to the other. `change` may raise
    what it likes, and gives None for nothing to do. RemoteError when patience ends.
    """
    began, chance, broken, problem = time.monotonic(), SystemRandom(), 0, ""
    for attempt in range(1, patience.attempts + 1):
        commit, tried = None, time.monotonic()
        try:
            repository.refresh()
            wanted = change(repository)
            commit = repository.commit(wanted) if wanted else None
            outcome = repository.push(commit) if commit else Push.LANDED
            problem = repository.last_failure
        except PassingError as error:
            outcome, problem = Push.BROKEN, str(error)
        spent = time.monotonic() - began
        if outcome is Push.LANDED:
            return Landed(commit, attempt, spent)
        broken += outcome is Push.BROKEN
        if broken >= patience.broken:
            raise RemoteError(f"{problem} ({broken} attempts)", hint="run it again: it goes on from what has arrived")
        # In proportion to what an attempt takes: with n others one in n gets through, however slow the remote is.
        pace = max(patience.first, time.monotonic() - tried)
        wait = chance.uniform(0, min(patience.longest, pace * 2 ** min(attempt, 16)))
        if spent + wait > patience.seconds:
            break
        say(f"{repository.branch} moved on: attempt {attempt + 1} in {wait:.1f} s")
        time.sleep(wait)
    raise RemoteError(
        f"others pushed to {repository.branch} of {repository.shown} before each of {attempt} attempts in {spent:.0f} s",
        hint="run it again; nothing was changed",
    )
