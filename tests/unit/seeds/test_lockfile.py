"""A lock pins a dataset, says what has changed, and keeps the counts of the same content."""

from __future__ import annotations

from pathlib import Path

import pytest

from previewctl.seeds.dataset import Dataset, read_dataset
from previewctl.seeds.declaration import SeedEngineSpec
from previewctl.seeds.lock import read_lock, read_locks
from previewctl.seeds.lockfile import SeedLock, current_lock, drift, lock_of, with_counts_of, written
from previewctl.source.document import SourceDocument, parse
from previewctl.source.read import SourceText
from tests.unit.seeds.datasets import dataset, declaration, write

FILES: dict[str, str | bytes] = {"postgres/01_a.csv": "id\n1\n", "redis/01_a.redis": "SET a b\n"}
EXAMPLE = Path(__file__).parents[3] / "seed-data" / "orders" / "seed.lock"


def parsed(text: str) -> SeedLock | None:
    document = parse(SourceText("seed.lock", text))
    assert isinstance(document, SourceDocument), document
    return lock_of(document.data)


@pytest.fixture
def data(tmp_path: Path) -> Dataset:
    return dataset(tmp_path, FILES, "migrations: {orders: 0002_total}\n")


def changed(data: Dataset, path: str, text: str) -> SeedLock:
    write(data.directory, {path: text})
    return current_lock(data)


def test_what_is_written_is_read_again(data: Dataset) -> None:
    lock = current_lock(data)._replace(
        engines=(
            SeedEngineSpec("postgres", "17", "postgres:17.7"),
            SeedEngineSpec("redis", "7.4", f"redis@sha256:{'1' * 64}"),
        ),
        migrations={"on": ("0001_a", "0001_b"), "orders": ("0002_total",)},
        rows={"postgres": {"a": 1, 'odd "name": {': 0, "null": 3, "1e5": 4}, "redis": {"keys": 2}, "mongodb": {}},
    )
    assert parsed(written(lock)) == lock
    assert written(lock) == written(lock._replace(rows=dict(reversed(list(lock.rows.items())))))


def test_the_lock_of_the_example_is_up_to_date() -> None:
    found, lock = read_dataset(EXAMPLE.parent), read_lock(EXAMPLE, "orders")
    assert isinstance(found, Dataset)
    assert isinstance(lock, SeedLock)
    assert written(with_counts_of(current_lock(found), lock)) == EXAMPLE.read_text(encoding="utf-8")


def test_nothing_has_left_a_lock_that_was_just_written(data: Dataset) -> None:
    assert drift(current_lock(data), current_lock(data)) == ()


def test_what_has_left_a_lock(data: Dataset) -> None:
    before = current_lock(data)
    assert drift(before, changed(data, "postgres/01_a.csv", "id\n2\n")) == ("`postgres/01_a.csv` has changed",)
    after = before._replace(
        version="2026.12.1",
        content_hash="0" * 64,
        recipe=2,
        engines=(SeedEngineSpec("postgres", "17", "postgres:17.8"),),
        migrations={"people": ("0001_initial",)},
        files={"postgres/01_a.csv": before.files["postgres/01_a.csv"], "postgres/02_b.csv": "1"},
    )
    assert drift(before, after) == (
        "`version` was `2026.11.1`, and is `2026.12.1` now",
        "the recipe of images was `1`, and is `2` now",
        "`engines.postgres.image` was `postgres:17.7-bookworm`, and is `postgres:17.8` now",
        "`engines.redis.version` was `7.4`, and is not there now",
        "`engines.redis.image` was `redis:7.4.7-bookworm`, and is not there now",
        "`migrations.orders` was `0002_total`, and is not there now",
        "`migrations.people` was not there, and is `0001_initial` now",
        "`postgres/02_b.csv` is new",
        "`redis/01_a.redis` is gone",
    )


def test_a_lock_without_files_says_that_content_has_changed(data: Dataset) -> None:
    before = current_lock(data)._replace(files={}, recipe=None)
    assert drift(before, changed(data, "postgres/01_a.csv", "id\n2\n")) == ("the content of its files is another one",)


def test_counts_stay_as_long_as_the_content_does(data: Dataset) -> None:
    counted = current_lock(data)._replace(rows={"postgres": {"a": 1}})
    assert with_counts_of(current_lock(data), counted).rows == {"postgres": {"a": 1}}
    assert with_counts_of(changed(data, "postgres/01_a.csv", "id\n2\n"), counted).rows == {}
    assert with_counts_of(current_lock(data), None).rows == {}


@pytest.mark.parametrize(
    "text",
    [
        "dataset: orders\n",
        f"dataset: orders\nversion: 1.0.1\ncontentHash: {'g' * 64}\nengines: {{}}\n",
        f"dataset: orders\nversion: 1.0.1\ncontentHash: a{'0' * 63}\nengines: []\n",
        f"dataset: orders\nversion: ../../x\ncontentHash: a{'0' * 63}\nengines: {{}}\n",
        f"dataset: orders\nversion: 1.0.1\ncontentHash: a{'0' * 63}\nengines: {{}}\nrows: {{postgres: {{a: many}}}}\n",
        f"dataset: orders\nversion: 1.0.1\ncontentHash: a{'0' * 63}\nengines: {{}}\nrows: {{postgres: {{a: -1}}}}\n",
        f"dataset: orders\nversion: 1.0.1\ncontentHash: a{'0' * 63}\nengines: {{}}\nrows: [1]\n",
        f"dataset: orders\nversion: 1.0.1\ncontentHash: a{'0' * 63}\nengines: {{}}\nmigrations: 0001\n",
    ],
)
def test_what_is_no_lock(text: str) -> None:
    assert parsed(text) is None


def test_planning_reads_the_locks_of_all_versions(tmp_path: Path) -> None:
    for version in ("2026.9.1", "2026.11.1"):
        home = write(
            tmp_path / "orders" / version,
            {
                "seed.yaml": declaration("redis", version=version, more="migrations: {orders: 0001_a}\n"),
                "redis/01_a.redis": "SET a b\n",
            },
        )
        found = read_dataset(home)
        assert isinstance(found, Dataset)
        write(home, {"seed.lock": written(current_lock(found))})
    seeds, problems = read_locks([tmp_path], "orders")
    assert problems == []
    assert [seed.version for seed in seeds] == ["2026.9.1", "2026.11.1"]
    assert dict(seeds[0].migrations) == {"orders": ("0001_a",)}
    assert seeds[0].made_with_engine("redis").image == "redis:7.4.7-bookworm"
