"""What the verification of one engine is given, and the clock that it is timed by."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from previewctl.seeds.verification import Timing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from previewctl.integrations.app_migrations import App
    from previewctl.seeds.dataset import Dataset
    from previewctl.seeds.image import Identity


class Clock:
    """Says each step when it begins, and times it."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.timings: list[Timing] = []
        self._say = say

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Times what is done within."""
        self._say(name)
        began = time.perf_counter()
        try:
            yield
        finally:
            self.timings.append(Timing(name, time.perf_counter() - began))


class Job(NamedTuple):
    """One engine of a dataset. `wanted` are the counts of the lock, None where it has none.

    `app` is what migrates the seed, if anything does.
    """

    dataset: Dataset
    identity: Identity
    wanted: Mapping[str, int] | None
    clock: Clock
    app: App | None = None
