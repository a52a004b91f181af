"""Brings the branch of previews up to date: what is gone is removed, what is stale is rendered again, in batches."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from previewctl.gitops.departures import Departures, Removals, bounded, departures
from previewctl.gitops.holding import holding
from previewctl.gitops.rerender import World
from previewctl.gitops.sync_bases import remove_bases, unreferenced
from previewctl.gitops.sync_landing import Batch, land_batch, removal_batch, rendering_batch
from previewctl.gitops.sync_rendering import Broken, Refreshed, is_current, refreshed
from previewctl.gitops.validation import validator
from previewctl.plan.settled import resettled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date, datetime

    from previewctl.compilation import LoadedPlatform
    from previewctl.gitops.departures import Outside
    from previewctl.gitops.holding import Holding, Key
    from previewctl.gitops.repository import GitopsRepository

Item = TypeVar("Item")

FIRST_BATCH = 3
"""So few previews show whether a change of the platform does what it should."""
_MOST_ROUNDS = 3
"""Targets depend on which previews there are, and callers on targets: after two rounds nothing is left to do."""


class Options(NamedTuple):
    """How much one run may do, and what `now` it is, for previews that sleep. `batch` previews are written by a commit, `most` are removed in all.

    `allow_most`: more than half may go. `goes_on` says after each commit whether its previews are well, so that the next
    ones may follow; `say` gets a line about the progress.
    """

    today: date
    now: datetime | None = None
    batch: int = 20
    most: int = 20
    allow_most: bool = False
    apply: bool = False
    goes_on: Callable[[Sequence[Key]], bool] = lambda _: True
    say: Callable[[str], None] = lambda _: None


class Outcome(NamedTuple):
    """What was done, or would be. `overtaken` previews were changed by others meanwhile, `held_back` wait for the next run."""

    published: int
    removals: Removals
    departures: Departures
    written: tuple[Key, ...] = ()
    broken: tuple[Broken, ...] = ()
    bases: tuple[str, ...] = ()
    overtaken: tuple[Key, ...] = ()
    held_back: int = 0
    commits: tuple[str, ...] = ()

    @property
    def drift(self) -> bool:
        """Whether the branch is not what it should be."""
        return bool(self.removals.now or self.removals.later or self.written or self.bases)


def sync(repository: GitopsRepository, platform: LoadedPlatform, outside: Outside | None, options: Options) -> Outcome:
    """Does all of it; without `outside` nobody is asked about pull requests, so only the catalogue removes any.

    RemoteError when the repository cannot be read or written: what has been pushed until then is whole.
    """
    repository.refresh()
    before = holding(repository)
    found = departures(before.previews, platform.spec, outside)
    removals = bounded(found, len(before.previews), options.most, allow_most=options.allow_most)
    if removals.alarming:
        return Outcome(len(before.previews), removals, found)
    run = _Run(repository, platform, found, options)
    if removals.now:
        run.remove(removals)
    run.render(before)
    bases = unreferenced(before, going={item.key for item in removals.now})
    if bases and options.apply and not run.held_back:
        bases = run.remove_bases(bases)
    return Outcome(
        published=len(before.previews),
        removals=removals,
        departures=found,
        written=tuple(run.written),
        broken=tuple(run.broken.values()),
        bases=bases,
        overtaken=tuple(run.overtaken),
        held_back=run.held_back,
        commits=tuple(run.commits),
    )


class _Run:
    """One run, with what came of it so far."""

    def __init__(
        self, repository: GitopsRepository, platform: LoadedPlatform, found: Departures, options: Options
    ) -> None:
        self._repository, self._platform, self._options = repository, platform, options
        self._gone = {item.key for item in found.going}
        self.written: dict[Key, None] = {}
        self.broken: dict[Key, Broken] = {}
        self.overtaken: dict[Key, None] = {}
        self.commits: list[str] = []
        self.held_back = 0

    def remove(self, removals: Removals) -> None:
        """Removes the directories of this run's departures."""
        there = holding(self._repository).previews
        for some in _batches(iter(removals.now), self._options.batch, self._options.batch):
            self._land(removal_batch(some, there))

    def render(self, before: Holding) -> None:
        """Renders what is stale, round by round until nothing is."""
        now = before
        for round_number in range(_MOST_ROUNDS):
            if round_number:
                now = holding(self._repository)
            world = self._world(now)
            if not self._one_round(now, world) or not self._options.apply or self.held_back:
                return

    def remove_bases(self, names: Sequence[str]) -> tuple[str, ...]:
        """Removes those bases that no preview of the newest tip names either."""
        removed, commit = remove_bases(self._repository, names, self._options.say)
        self.commits += [commit] if commit else []
        return removed

    def _world(self, now: Holding) -> World:
        """The platform, and the previews with the targets that they will have after this run."""
        index = now.index_without(self._gone)
        settled = resettled(index, self._platform.spec)
        return World(self._platform, settled, self._options.today, now=self._options.now)

    def _one_round(self, now: Holding, world: World) -> bool:
        """Whether another round may find something: a preview came out with other targets than were foreseen."""
        stale = [
            held
            for key, held in now.previews.items()
            if key not in self._gone and key not in self.broken and not is_current(held, world)
        ]
        if not stale:
            return False
        again = False
        with validator() as validate:
            results = refreshed(stale, world, self._repository.blobs, validate)
            for some in _batches(self._sound(results), min(FIRST_BATCH, self._options.batch), self._options.batch):
                again = again or any(_is_unforeseen(item, world) for item in some)
                if not self._land(rendering_batch(some, self._platform.digest)):
                    self.held_back = len(stale) - len(self.written) - len(self.broken)
                    return False
        return again or bool(self.overtaken)

    def _sound(self, results: Iterable[Refreshed | Broken]) -> Iterator[Refreshed]:
        for result in results:
            if isinstance(result, Broken):
                self.broken[result.key] = result
            else:
                yield result

    def _land(self, batch: Batch) -> bool:
        """Pushes a batch; False where the next one has to wait."""
        if self._options.apply:
            landed = land_batch(self._repository, batch, self._options.say)
            self.commits += [landed.commit] if landed.commit else []
            self.overtaken.update(dict.fromkeys(landed.overtaken))
            done = [key for key in batch.keys if key not in landed.overtaken]
        else:
            done = list(batch.keys)
        if batch.renders:
            self.written.update(dict.fromkeys(done))
        return not (self._options.apply and batch.renders and done) or self._options.goes_on(done)


def _is_unforeseen(item: Refreshed, world: World) -> bool:
    assert world.previews is not None
    foreseen, found = world.previews.find(*item.key), item.record.as_published()
    return foreseen is None or (foreseen.targets, foreseen.process, foreseen.port, foreseen.silent) != (
        found.targets,
        found.process,
        found.port,
        found.silent,
    )


def _batches(items: Iterator[Item], first: int, others: int) -> Iterator[list[Item]]:
    size = first
    while some := list(islice(items, size)):
        yield some
        size = others
