"""The script that loads Redis against a real server: what it leaves there, and when it does nothing."""

from __future__ import annotations

import os
import random
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from previewctl.integrations import processes, redis
from previewctl.integrations.processes import ProcessError
from previewctl.seeds.dataset import Dataset, read_dataset
from previewctl.seeds.image import Identity, identity_of
from tests.bars import redis_load as bar
from tests.realparts import redis as real

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(300)]

ORDERS = Path(__file__).parents[2] / "seed-data/orders"
KILLS = 100 if os.environ.get("PREVIEWCTL_BARS") == "1" else 10
SEED = int(os.environ.get("PREVIEWCTL_SEED") or random.SystemRandom().randrange(1_000_000))


@pytest.fixture
def scratch() -> Iterator[Path]:
    with processes.scratch_directory("previewctl-test-") as path:
        yield path


def test_killed_at_random_moments_it_still_ends_with_exactly_the_seed() -> None:
    print(f"PREVIEWCTL_SEED={SEED}")
    trials, hits, failure = bar.run(SEED, KILLS)

    assert failure == "", f"after {trials} trials"
    assert hits >= KILLS


def test_the_example_is_loaded_once(scratch: Path) -> None:
    dataset = read_dataset(ORDERS)
    assert isinstance(dataset, Dataset)
    identity = identity_of(dataset)
    loader = redis.unpack(dataset, identity, scratch)
    with real.server() as server:
        first = redis.load(server, loader)
        server.cli("SET", "written-by-the-preview", "1")
        second = redis.load(server, loader)
        found = real.everything(server)

    assert re.fullmatch(rf"seed {identity}: loaded, [0-9]+\.[0-9] s", first)
    assert second == f"seed {identity}: already there"
    assert found == {
        "0:flag:confirmation-mail": "on",
        "0:flag:orders-closed": "off",
        "0:previewctl:seed": str(identity),
        "0:written-by-the-preview": "1",
    }


def test_another_seed_replaces_everything(scratch: Path) -> None:
    dataset = bar.dataset(scratch / "source")._replace(files=())
    loader = redis.unpack(dataset, Identity("queue", "2.0", bar.HASH), scratch)
    with real.server() as server:
        server.cli("SET", "previewctl:seed", f"queue 1.0 {bar.HASH}")
        server.cli("-n", "2", "SET", "old", "1")
        redis.load(server, loader)

        assert real.everything(server) == {"0:previewctl:seed": f"queue 2.0 {bar.HASH}"}


@pytest.mark.parametrize("line", ["BOGUS x", "INCR text", 'SET "unbalanced'])
def test_a_command_that_redis_refuses_leaves_no_marker(scratch: Path, line: str) -> None:
    dataset = bar.dataset(scratch / "source")
    (scratch / "source/redis/10_other.redis").write_text(f"SET text a\n{line}\nSET later b\n")
    loader = redis.unpack(dataset, Identity("queue", "1.0", bar.HASH), scratch)
    with real.server() as server:
        with pytest.raises(ProcessError, match=r"10_other\.redis could not be loaded"):
            redis.load(server, loader)

        assert server.cli("GET", "previewctl:seed") == ""


def test_without_a_server_it_says_where_there_is_none(scratch: Path) -> None:
    loader = redis.unpack(bar.dataset(scratch / "source"), Identity("queue", "1.0", bar.HASH), scratch)
    with real.server() as server:
        gone = server._replace(port=processes.free_port())
        variables = {**redis.load_variables(gone, loader), "SEED_TRIES": "2"}
        done = processes.run(redis.load_command(loader), variables=variables)

    assert done.code == 1
    assert f"seed queue 1.0 {bar.HASH}: there is no Redis at 127.0.0.1: Could not connect to Redis" in done.err
