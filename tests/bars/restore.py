"""Kills the restoring script at random moments: `python -m tests.bars.restore --kills 100`.

After each trial the script runs once more to its end, a real server starts on the volume, and the database has to be
exactly the seed, with the preview's own password. Exits with 1 when a trial fails.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from previewctl.integrations import postgres_seed, processes
from previewctl.integrations.postgres_seed import Baked, bake, restore
from previewctl.seeds.dataset import Dataset, read_dataset
from tests.realparts import postgres

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from previewctl.integrations.postgres import Binaries

ORDERS = Path(__file__).parents[2] / "seed-data/orders"
WANTED, OTHER = "2026.11.1-aaaaaaaaaaaa", "2026.10.1-bbbbbbbbbbbb"
OLD_PASSWORD = "Before0"
STARTS = ("an empty volume", "another seed", "a restart", "a restart after a crash")
_MEMORY, _ROOM = "/dev/shm", 2 << 30
_ROW = "INSERT INTO django_migrations (app, name, applied) VALUES ('preview', 'its own row', now())"


class Rig:
    """A seed, another one, and volumes that are in each of the states in which the script can find one."""

    def __init__(self, binaries: Binaries, scratch: Path) -> None:
        self.binaries = binaries
        self.scratch = scratch
        dataset = read_dataset(ORDERS)
        assert isinstance(dataset, Dataset), dataset
        self.wanted = self._bake(dataset, WANTED)
        self.other = self._bake(dataset._replace(files=dataset.files[:3]), OTHER)
        self.prepared = {start: self._prepare(start) for start in STARTS}
        self.expected = {start: self._expected(start) for start in STARTS}
        self.seconds = {start: self._seconds(start) for start in STARTS}

    def _bake(self, dataset: Dataset, tag: str) -> Baked:
        place = self._directory(tag)
        return bake(self.binaries, dataset, tag, place)

    def _directory(self, name: str) -> Path:
        path = self.scratch / name
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir()
        processes.hand_over(path)
        return path

    def _prepare(self, start: str) -> Path:
        volume = self._directory(f"prepared-{STARTS.index(start)}")
        if start == "an empty volume":
            return volume
        restore(self.binaries, self.other if start == "another seed" else self.wanted, volume / "pgdata", OLD_PASSWORD)
        if start != "another seed":
            with postgres.serving(self.binaries, volume / "pgdata", durable=True) as server:
                server.execute(_ROW)
                if start == "a restart after a crash":
                    return self._copied(volume, f"crashed-{STARTS.index(start)}")
        return volume

    def _copied(self, source: Path, name: str) -> Path:
        target = self.scratch / name
        shutil.rmtree(target, ignore_errors=True)
        processes.run(["cp", "-a", source, target], timeout=120)
        return target

    def volume(self, start: str) -> Path:
        """A new volume in that state."""
        return self._copied(self.prepared[start], "volume")

    def _expected(self, start: str) -> str:
        """The whole database as it has to be in the end: what the preview wrote is kept unless the seed is another."""
        volume = self.volume("an empty volume")
        restore(self.binaries, self.wanted, volume / "pgdata", OLD_PASSWORD)
        with postgres.serving(self.binaries, volume / "pgdata") as server:
            pristine = server.dump()
            assert pristine.count("@example.com") == 24
        if not start.startswith("a restart"):
            return pristine
        with postgres.serving(self.binaries, self.volume(start) / "pgdata") as server:
            kept = server.dump()
        assert len(kept) > len(pristine)
        return kept

    def _seconds(self, start: str) -> float:
        """How long the script takes from that state, at its quickest, so that most kills hit it running."""
        taken = []
        for _ in range(3):
            volume = self.volume(start)
            began = time.monotonic()
            restore(self.binaries, self.wanted, volume / "pgdata", "Warm1")
            taken.append(time.monotonic() - began)
        return min(taken)

    def run_and_kill(self, volume: Path, password: str, seconds: float) -> bool:
        """Starts the script and kills all of it after that time; whether it was still running."""
        variables = postgres_seed.restore_variables(self.binaries, self.wanted, volume / "pgdata", password)
        process = processes.start(postgres_seed.restore_command(self.wanted), variables=variables)
        time.sleep(seconds)
        running = process.poll() is None
        processes.kill(process)
        return running


class Trial(NamedTuple):
    """What a trial did, how many of its kills hit a running script, and what is wrong; empty when nothing is."""

    start: str
    moments: tuple[float, ...]
    hit: int
    failure: str


@contextmanager
def rig(major: str | None = None) -> Iterator[Rig]:
    """The rig on a PostgreSQL of that major version, or on the newest."""
    with (
        postgres.programs(major) as binaries,
        _in_memory(),
        processes.scratch_directory("previewctl-restore-") as scratch,
        _no_shared_memory_left(),
    ):
        yield Rig(binaries, scratch)


@contextmanager
def _no_shared_memory_left() -> Iterator[None]:
    """What killed servers leave goes with a container; here it has to be removed, or the system runs out of it."""
    before = _unused_shared_memory()
    try:
        yield
    finally:
        for number in _unused_shared_memory() - before:
            subprocess.run(["ipcrm", "--shmem-id", number], check=False, capture_output=True)


def _unused_shared_memory() -> set[str]:
    """The segments of the user that runs PostgreSQL which no process uses: key, number, mode, size, two processes, users."""
    user = processes.account()
    uid = str(user.uid if user else os.getuid())
    rows = [line.split() for line in Path("/proc/sysvipc/shm").read_text().splitlines()[1:]]
    return {row[1] for row in rows if row[6] == "0" and row[7] == uid}


@contextmanager
def _in_memory() -> Iterator[None]:
    """Temporary directories stand in memory where there is room: what is killed does not depend on the disk."""
    before = tempfile.tempdir
    if Path(_MEMORY).is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM and "TMPDIR" not in os.environ:
        tempfile.tempdir = _MEMORY
    try:
        yield
    finally:
        tempfile.tempdir = before


def trial(one: Rig, chance: random.Random) -> Trial:
    """Kills the script one to three times, lets it end, and looks at what it left."""
    start = chance.choice(STARTS)
    volume = one.volume(start)
    moments, hit = [], 0
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        moments.append(chance.uniform(0, one.seconds[start] * 1.05))
        hit += one.run_and_kill(volume, _password(chance), moments[-1])
    password = _password(chance)
    try:
        line = restore(one.binaries, one.wanted, volume / "pgdata", password)
        failure = "; ".join(_wrong(one, start, volume, password, line))
    except processes.ProcessError as error:
        failure = str(error)
    return Trial(start, tuple(moments), hit, failure)


def _password(chance: random.Random) -> str:
    return "".join(chance.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", k=32))


def _wrong(one: Rig, start: str, volume: Path, password: str, line: str) -> Iterator[str]:
    left = sorted(path.name for path in volume.iterdir())
    if left != ["pgdata"]:
        yield f"the volume has {left}"
    if password in line or not line.startswith(f"seed {WANTED}: ") or len(line.splitlines()) != 1:
        yield f"it printed {line!r}"
    if (volume / "pgdata/previewctl.seed").read_text() != f"{WANTED}\n":
        yield "the marker is not the seed's"
    with postgres.serving(one.binaries, volume / "pgdata") as server:
        if server.dump() != one.expected[start]:
            yield "the database is not what it has to be"
        if not server.accepts(password):
            yield "the password is not taken"
        for wrong in (OLD_PASSWORD, "", password.swapcase()):
            if server.accepts(wrong):
                yield f"the password {wrong!r} is taken"


def run(seed: int, kills: int, major: str | None = None) -> list[Trial]:
    """The trials, until so many kills have hit a running script."""
    chance = random.Random(seed)
    done: list[Trial] = []
    with rig(major) as one:
        while sum(item.hit for item in done) < kills:
            done.append(trial(one, chance))
            if done[-1].failure:
                break
    return done


def report(trials: Sequence[Trial], seed: int, seconds: float) -> str:
    """The figures, the failures and, last, how many passed."""
    failed = [item for item in trials if item.failure]
    kinds = ", ".join(f"{start} {sum(item.start == start for item in trials)}" for start in STARTS)
    lines = [
        f"seed {seed}: {sum(item.hit for item in trials)} kills in {len(trials)} trials, {seconds:.0f} s ({kinds})"
    ]
    lines += [f"{item.start}, killed after {item.moments} s: {item.failure}" for item in failed]
    lines.append(f"{len(trials) - len(failed)} passed, {len(failed)} failed")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Reads the command line and runs."""
    parser = argparse.ArgumentParser(prog="python -m tests.bars.restore", description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--major", help="the PostgreSQL to use; the newest if not given")
    options = parser.parse_args(arguments)
    seed = random.SystemRandom().randrange(1_000_000) if options.seed is None else options.seed
    print(f"seed {seed}", flush=True)
    began = time.monotonic()
    trials = run(seed, options.kills, options.major)
    print(report(trials, seed, time.monotonic() - began))
    return 1 if any(item.failure for item in trials) else 0


if __name__ == "__main__":
    sys.exit(main())
