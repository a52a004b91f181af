"""Runs mutated files through previewctl: `python -m tests.bars.run --cases 200000`.

Exits with 1 when a case fails, with the command that runs one case of each kind of failure alone.
"""

from __future__ import annotations

import argparse
import faulthandler
import gc
import heapq
import multiprocessing
import os
import random
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.bars.mutate import case
from tests.bars.pipeline import Outcome, pipeline

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from concurrent.futures import Future

CHUNK = 500
_HANG = 120
_SLOWEST = 5
_SHOWN = 25


@dataclass(slots=True)
class Totals:
    """The sum of many outcomes; of each kind of failure the first and how often."""

    cases: int = 0
    rendered: int = 0
    failed: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    slowest: list[tuple[float, int]] = field(default_factory=list)
    failures: dict[str, tuple[int, int, str]] = field(default_factory=dict)

    def add(self, outcome: Outcome) -> None:
        """Counts one case."""
        self.cases += 1
        self.rendered += outcome.rendered
        self.codes.update(dict.fromkeys(outcome.codes, 1))
        self._slow(outcome.seconds, outcome.index)
        if outcome.key:
            self.failed += 1
            self._failure(outcome.key, 1, outcome.index, outcome.failure)

    def merge(self, other: Totals) -> None:
        """Adds another part of the run."""
        self.cases += other.cases
        self.rendered += other.rendered
        self.failed += other.failed
        self.codes.update(other.codes)
        for seconds, index in other.slowest:
            self._slow(seconds, index)
        for key, (count, index, text) in other.failures.items():
            self._failure(key, count, index, text)

    def _slow(self, seconds: float, index: int) -> None:
        heapq.heappush(self.slowest, (seconds, index))
        if len(self.slowest) > _SLOWEST:
            heapq.heappop(self.slowest)

    def _failure(self, key: str, more: int, index: int, text: str) -> None:
        count, first, shown = self.failures.get(key, (0, index, text))
        self.failures[key] = (count + more, *min((first, shown), (index, text)))


def run_cases(seed: int, indices: Iterable[int]) -> Totals:
    """Runs cases in this process."""
    totals = Totals()
    gc.set_threshold(50_000)
    with pipeline() as one:
        for index in indices:
            if totals.cases % 100 == 0:
                faulthandler.dump_traceback_later(_HANG, exit=True)
            totals.add(one.run(seed, index))
        faulthandler.cancel_dump_traceback_later()
    return totals


def _chunk(part: tuple[int, int, int]) -> Totals:
    seed, first, last = part
    return run_cases(seed, range(first, last))


def run_all(seed: int, cases: int, workers: int, first: int = 0) -> Totals:
    """Runs all cases in several processes, and says on stderr how far it is."""
    parts = [(seed, start, min(start + CHUNK, first + cases)) for start in range(first, first + cases, CHUNK)]
    totals = Totals()
    began = time.monotonic()
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        for part, future in [(part, pool.submit(_chunk, part)) for part in parts]:
            totals.merge(_result(future, part))
            if totals.cases % (CHUNK * 20) == 0:
                rate = totals.cases / (time.monotonic() - began)
                print(f"{totals.cases} cases, {totals.failed} failed, {rate:.0f}/s", file=sys.stderr, flush=True)
    return totals


def _result(future: Future[Totals], part: tuple[int, int, int]) -> Totals:
    """The chunk's totals; a chunk that killed its process, or hung for two minutes, is one failure."""
    seed, first, last = part
    try:
        return future.result()
    except BrokenProcessPool:
        again = f"python -m tests.bars.run --seed {seed} --first {first} --cases {10 * CHUNK} --workers 1"
        text = f"its stack is above, on stderr; it stands near case {first}\n  find it: {again}"
        return Totals(last - first, failed=last - first, failures={"a process hung or died": (1, first, text)})


def report(totals: Totals, seed: int, seconds: float) -> str:
    """The figures, the failures and, last, how many passed."""
    lines = [
        f"seed {seed}: {totals.cases} cases in {seconds:.1f} s, {totals.cases / max(seconds, 0.001):.0f} cases/s",
        f"rendered: {totals.rendered} ({totals.rendered / max(totals.cases, 1):.1%})",
        "cases by code: " + ", ".join(f"{code} {count}" for code, count in sorted(totals.codes.items())),
        "slowest: "
        + ", ".join(f"{took * 1000:.0f} ms (case {index})" for took, index in sorted(totals.slowest, reverse=True)),
    ]
    ordered = sorted(totals.failures.items(), key=lambda item: (-item[1][0], item[0]))
    for key, (count, index, text) in ordered[:_SHOWN]:
        lines += [
            "",
            f"{count} x {key}",
            text.rstrip(),
            f"  again: python -m tests.bars.run --seed {seed} --one {index}",
        ]
    if len(ordered) > _SHOWN:
        lines.append(f"and {len(ordered) - _SHOWN} more kinds of failures")
    lines.append(f"{totals.cases - totals.failed} passed, {totals.failed} failed")
    return "\n".join(lines)


def _one(seed: int, index: int, save: str | None) -> int:
    made = case(seed, index)
    if save:
        with open(save, "wb") as file:
            file.write(made.data)
    print(f"case {index}: {made.base}, variant {made.variant}: {', '.join(made.mutations)}")
    print(made.data[:4_000].decode("utf-8", "backslashreplace"))
    if len(made.data) > 4_000:
        print(f"… {len(made.data)} bytes; `--save FILE` writes all of them")
    with pipeline() as one:
        outcome = one.run(seed, index)
    codes = ", ".join(sorted(outcome.codes)) or "none"
    print(f"codes: {codes}; rendered: {outcome.rendered}; {outcome.seconds * 1000:.0f} ms")
    if outcome.failure:
        print(f"{outcome.key}\n{outcome.failure}")
    print("0 passed, 1 failed" if outcome.failure else "1 passed, 0 failed")
    return 1 if outcome.failure else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Reads the command line and runs."""
    parser = argparse.ArgumentParser(prog="python -m tests.bars.run", description=__doc__)
    parser.add_argument("--cases", type=int, default=200_000)
    parser.add_argument("--first", type=int, default=0, help="the index of the first case")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--one", type=int, metavar="INDEX", help="run this case alone, and show it")
    parser.add_argument("--save", metavar="FILE", help="with --one: write the mutated file there")
    options = parser.parse_args(arguments)
    seed = random.SystemRandom().randrange(1_000_000) if options.seed is None else options.seed
    if options.one is not None:
        return _one(seed, options.one, options.save)
    print(f"seed {seed}", flush=True)
    began = time.monotonic()
    totals = run_all(seed, options.cases, options.workers, options.first)
    print(report(totals, seed, time.monotonic() - began))
    return 1 if totals.failed else 0


if __name__ == "__main__":
    sys.exit(main())
