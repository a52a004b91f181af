"""Whether the database of a preview is ahead of its branch: the migrations that an earlier publication recorded, and now's.

Django does not notice: a migration that is applied and has no file is no matter to it, and one whose content has changed
runs no second time.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from previewctl.diagnostics.excerpt import quoted
from previewctl.seeds.migrations.loading import load
from previewctl.seeds.migrations.numbers import number_range

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from previewctl.seeds.migrations.model import Branch, Key, Migration


class Recorded(NamedTuple):
    """A migration that a publication had, with the digest of its content (see digest.py)."""

    app: str
    name: str
    digest: str

    @property
    def key(self) -> Key:
        """What other migrations call it."""
        return self.app, self.name


class Kind(StrEnum):
    """In which way a database is ahead."""

    REMOVED = "removed"
    RENAMED = "renamed"
    APP_RENAMED = "app renamed"
    REWRITTEN = "rewritten"
    SQUASHED_IN_PART = "squashed in part"
    INSERTED = "inserted before"


class Reason(NamedTuple):
    """One reason why a database is ahead, as a sentence without a full stop."""

    kind: Kind
    app: str
    name: str
    text: str


class Ahead(NamedTuple):
    """The verdict: why the live volume cannot be taken further by this branch's migrations; fine without a reason."""

    reasons: tuple[Reason, ...]

    @property
    def is_ahead(self) -> bool:
        """Whether the volume has to be made anew."""
        return bool(self.reasons)


def record(branch: Branch) -> tuple[Recorded, ...]:
    """What a publication keeps of a branch that was read with digests, sorted."""
    found = [Recorded(item.app, item.name, item.digest) for item in branch.migrations]
    found += [Recorded(item.app, item.name, item.digest) for item in branch.unreadable]
    return tuple(sorted(found))


def ahead(recorded: Iterable[Recorded], now: Branch) -> Ahead:
    """Compares what an earlier publication recorded with a branch that was read with digests.

    All that was recorded is taken for applied. Nothing recorded is ahead of nothing.
    """
    comparison = _Comparison(tuple(recorded), now)
    found = [reason for item in comparison.recorded for reason in comparison.reasons(item)]
    return Ahead((*found, *comparison.inserted()))


class _Comparison:
    """What was, and what is."""

    def __init__(self, recorded: tuple[Recorded, ...], now: Branch) -> None:
        self.recorded = recorded
        self._keys = {item.key for item in recorded}
        self._branch = now
        self._now: dict[Key, Recorded] = {item.key: item for item in record(now)}
        self._squashes: dict[Key, list[Migration]] = {}
        for item in now.migrations:
            for key in item.replaces:
                self._squashes.setdefault(key, []).append(item)
        self._new: Mapping[str, list[Recorded]] = self._by_digest()

    def _by_digest(self) -> dict[str, list[Recorded]]:
        found: dict[str, list[Recorded]] = {}
        for item in self._now.values():
            if item.key not in self._keys:
                found.setdefault(item.digest, []).append(item)
        return found

    def reasons(self, item: Recorded) -> Iterator[Reason]:
        """Why a recorded migration is none of the branch's any more; nothing where it still is one."""
        known = self._now.get(item.key)
        shown = quoted(f"{item.app}.{item.name}")
        if known is not None:
            if known.digest != item.digest:
                yield Reason(Kind.REWRITTEN, *item.key, f"{shown} has been rewritten since it was applied")
            return
        squashes = self._squashes.get(item.key, [])
        if self._was_squashed(item) or any(
            set(squash.replaces) <= self._keys or squash.key in self._keys for squash in squashes
        ):
            return
        if squashes:
            by = quoted(f"{squashes[0].app}.{squashes[0].name}")
            text = f"{shown} was applied, and {by} replaces it together with migrations that were not"
            yield Reason(Kind.SQUASHED_IN_PART, *item.key, text)
            return
        yield self._gone(item, shown)

    def _was_squashed(self, item: Recorded) -> bool:
        """Whether a squash that was applied too has the number in its name: it need not list what it replaces any more."""
        number = number_range(item.name)
        spans = [number_range(name) for app, name in self._keys & self._now.keys() if app == item.app]
        return number is not None and any(
            span and span[0] <= number[0] and number[1] <= span[1] > span[0] for span in spans
        )

    def _gone(self, item: Recorded, shown: str) -> Reason:
        alike = self._new.get(item.digest, [])
        same_app = next((other for other in alike if other.app == item.app), None)
        if same_app is not None:
            text = f"{shown} was applied, and is called {quoted(same_app.name)} now"
            return Reason(Kind.RENAMED, *item.key, text)
        if item.app not in self._branch.own:
            same_name = [
                other for other in self._now.values() if other.name == item.name and other.key not in self._keys
            ]
            elsewhere = next((other for other in (*alike, *same_name)), None)
            if elsewhere is not None:
                text = f"{shown} was applied, and its app is called {quoted(elsewhere.app)} now"
                return Reason(Kind.APP_RENAMED, *item.key, text)
        return Reason(Kind.REMOVED, *item.key, f"{shown} was applied, and the branch does not have it")

    def inserted(self) -> Iterator[Reason]:
        """Migrations that are new and that an applied one needs: `migrate` refuses to run on such a history."""
        kept = frozenset(self._keys)
        for item in load(self._branch, kept).history:
            if item.missing in self._now:
                text = f"{quoted('.'.join(item.missing))} is new, and {quoted('.'.join(item.applied))}, which was applied, needs it"
                yield Reason(Kind.INSERTED, *item.missing, text)
