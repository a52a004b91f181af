"""Kills the script that loads Redis at random moments: `python -m tests.bars.redis_load --kills 100`.

Then it runs once more to its end, and the server has to hold exactly the seed. Exits with 1 when a trial fails.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from previewctl.integrations import processes, redis
from previewctl.seeds.dataset import Dataset
from previewctl.seeds.declaration import SeedEngineSpec
from previewctl.seeds.files import DatasetFile
from previewctl.seeds.image import Identity
from tests.realparts import redis as real

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from previewctl.integrations.redis import Loader, Server

HASH = "0123456789abcdef" * 4
COUNTED = 40_000
"""What is counted or appended shows a command that arrived twice."""


def dataset(directory: Path) -> Dataset:
    """A dataset whose second loading would show if the first had left anything."""
    (directory / "redis").mkdir(parents=True)
    texts = {
        "1_counters.redis": "".join(f"INCR counter:{number % 500}\n" for number in range(COUNTED)),
        "2_queue.redis": "".join(f"RPUSH queue:{number % 50} {number}\n" for number in range(COUNTED)),
        "10_other.redis": 'SELECT 2\nSET "a key" "two words, \\"quoted\\""\nHSET h a 1 b 2\nZADD z 1 x\n',
    }
    for name, text in texts.items():
        (directory / "redis" / name).write_text(text)
    files = tuple(DatasetFile(f"redis/{name}", "redis", len(text)) for name, text in texts.items())
    return Dataset(directory, "queue", "1.0", (SeedEngineSpec("redis", "7.4", "redis:7.4.7-bookworm"),), {}, files)


class Rig:
    """A server, a seed, and another one that the server may hold before."""

    def __init__(self, server: Server, wanted: Loader, other: Loader) -> None:
        self.server = server
        self.wanted = wanted
        self.other = other
        began = time.monotonic()
        redis.load(server, wanted)
        self.seconds = time.monotonic() - began
        self.expected = real.everything(server)
        assert self.expected["0:counter:7"] == str(COUNTED // 500)
        assert self.expected["2:a key"] == 'two words, "quoted"'

    def trial(self, chance: random.Random) -> tuple[int, str]:
        """How many kills hit the script running, and what is wrong in the end; empty when nothing is."""
        self.server.cli("FLUSHALL")
        if chance.random() < 0.5:
            redis.load(self.server, self.other)
            self.server.cli("SET", "written-by-the-preview", "1")
        hit = 0
        for _ in range(chance.choice((1, 1, 2, 3))):
            process = processes.start(
                redis.load_command(self.wanted), variables=redis.load_variables(self.server, self.wanted)
            )
            time.sleep(chance.uniform(0, self.seconds))
            hit += process.poll() is None
            processes.kill(process)
        line = redis.load(self.server, self.wanted)
        if not line.startswith(f"seed queue 1.0 {HASH}: "):
            return hit, f"it printed {line!r}"
        found = real.everything(self.server)
        differing = sorted(
            key for key in found.keys() | self.expected.keys() if found.get(key) != self.expected.get(key)
        )
        return hit, f"{len(differing)} keys differ, such as {differing[0]}" if differing else ""


@contextmanager
def rig() -> Iterator[Rig]:
    """The rig on a new server."""
    with real.server() as server, processes.scratch_directory("previewctl-load-") as scratch:
        loaders = []
        for name, version, digest in (("wanted", "1.0", HASH), ("other", "0.9", HASH[::-1])):
            place = scratch / name
            loaders.append(redis.unpack(dataset(place / "source"), Identity("queue", version, digest), place))
        yield Rig(server, *loaders)


def run(seed: int, kills: int) -> tuple[int, int, str]:
    """The number of trials and of kills that hit, and the first failure."""
    chance = random.Random(seed)
    trials = hits = 0
    with rig() as one:
        while hits < kills:
            hit, failure = one.trial(chance)
            trials, hits = trials + 1, hits + hit
            if failure:
                return trials, hits, failure
    return trials, hits, ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Reads the command line and runs."""
    parser = argparse.ArgumentParser(prog="python -m tests.bars.redis_load", description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=None)
    options = parser.parse_args(arguments)
    seed = random.SystemRandom().randrange(1_000_000) if options.seed is None else options.seed
    print(f"seed {seed}", flush=True)
    began = time.monotonic()
    trials, hits, failure = run(seed, options.kills)
    print(f"seed {seed}: {hits} kills in {trials} trials, {time.monotonic() - began:.0f} s{failure and ': '}{failure}")
    print(f"{trials - bool(failure)} passed, {int(bool(failure))} failed")
    return 1 if failure else 0


if __name__ == "__main__":
    sys.exit(main())
