"""The init container's script against real PostgreSQL programs: what it leaves on the volume, and what it refuses."""

from __future__ import annotations

import os
import random
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from previewctl.integrations import processes
from previewctl.integrations.postgres import Server
from previewctl.integrations.postgres_seed import bake, restore, restore_command, restore_variables
from previewctl.seeds.dataset import Dataset, read_dataset
from previewctl.seeds.image import Identity, identity_of
from tests.bars import restore as bar
from tests.realparts import postgres

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.integrations.postgres import Binaries
    from previewctl.integrations.postgres_seed import Baked

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(600)]

KILLS = 100 if os.environ.get("PREVIEWCTL_BARS") == "1" else 10
SEED = int(os.environ.get("PREVIEWCTL_SEED") or random.SystemRandom().randrange(1_000_000))


class Prepared:
    """The example's dataset, baked, and a directory that its PostgreSQL may write to."""

    def __init__(self, binaries: Binaries, scratch: Path) -> None:
        self.binaries = binaries
        self.scratch = scratch
        dataset = read_dataset(bar.ORDERS)
        assert isinstance(dataset, Dataset)
        self.dataset = dataset
        self.tag = identity_of(dataset).tag
        self.baked = self.bake("wanted", self.tag)
        self.volumes = 0

    def bake(self, name: str, tag: str) -> Baked:
        place = self.scratch / name
        place.mkdir()
        processes.hand_over(place)
        return bake(self.binaries, self.dataset, tag, place)

    def volume(self) -> Path:
        self.volumes += 1
        path = self.scratch / f"volume-{self.volumes}"
        path.mkdir()
        processes.hand_over(path)
        return path

    def refusal(self, data: Path, **variables: str) -> str:
        """What the script says when it ends with an error."""
        every = {**restore_variables(self.binaries, self.baked, data, "Secret1"), **variables}
        done = processes.run(restore_command(self.baked), variables=every)
        assert done.code == 1, done
        assert done.out == ""
        return done.err.strip()


@pytest.fixture(scope="module", params=postgres.majors())
def prepared(request: pytest.FixtureRequest) -> Iterator[Prepared]:
    with (
        postgres.programs(request.param or None) as binaries,
        processes.scratch_directory("previewctl-test-") as scratch,
    ):
        yield Prepared(binaries, scratch)


def test_killed_at_random_moments_it_still_ends_with_exactly_the_seed() -> None:
    print(f"PREVIEWCTL_SEED={SEED}")
    trials = bar.run(SEED, KILLS)

    assert not any(item.failure for item in trials), bar.report(trials, SEED, 0)
    assert sum(item.hit for item in trials) >= KILLS


def test_an_empty_volume_gets_the_data_and_the_password(prepared: Prepared) -> None:
    volume = prepared.volume()
    (volume / "pgdata").mkdir()
    processes.hand_over(volume)
    line = restore(prepared.binaries, prepared.baked, volume / "pgdata", "Secret1")

    assert re.fullmatch(rf"seed {prepared.tag}: copied to the empty volume, password set, [0-9]+\.[0-9] s", line)
    assert [path.name for path in volume.iterdir()] == ["pgdata"]
    assert (volume / "pgdata").stat().st_mode & 0o777 == 0o700
    with postgres.serving(prepared.binaries, volume / "pgdata") as server:
        assert server.query("SELECT count(*) FROM orders_order") == [["40"]]
        marker = "SELECT coalesce(btrim(pg_read_file('previewctl.seed', 0, 200, true), E' \\n'), '')"
        assert server.query(marker) == [[prepared.tag]]
        assert server.accepts("Secret1")
        assert not server.accepts("")
        assert not server.accepts("Secret2")


def test_a_restart_keeps_what_the_preview_wrote_and_takes_a_changed_password(prepared: Prepared) -> None:
    data = prepared.volume() / "pgdata"
    restore(prepared.binaries, prepared.baked, data, "Secret1")
    with postgres.serving(prepared.binaries, data, durable=True) as server:
        server.execute("DELETE FROM orders_orderline; INSERT INTO auth_group (name) VALUES ('kept')")
    lines = [restore(prepared.binaries, prepared.baked, data, password) for password in ("Secret2", "Secret2")]

    assert {line.partition(", ")[0] for line in lines} == {f"seed {prepared.tag}: already there"}
    with postgres.serving(prepared.binaries, data) as server:
        assert server.query("SELECT name FROM auth_group") == [["kept"]]
        assert server.query("SELECT count(*) FROM orders_orderline") == [["0"]]
        assert server.accepts("Secret2")
        assert not server.accepts("Secret1")


def test_another_seed_replaces_the_data_and_says_so(prepared: Prepared) -> None:
    data = prepared.volume() / "pgdata"
    other = prepared.bake("other", "2025.1-0123456789ab")
    restore(prepared.binaries, other, data, "Secret1")
    with postgres.serving(prepared.binaries, data, durable=True) as server:
        server.execute("DROP TABLE orders_orderline")
    line = restore(prepared.binaries, prepared.baked, data, "Secret2")

    assert ": replaced the data of seed 2025.1-0123456789ab, password set, " in line
    with postgres.serving(prepared.binaries, data) as server:
        assert server.query("SELECT count(*) FROM orders_orderline") != [["0"]]
        assert server.accepts("Secret2")


def test_data_without_a_marker_is_no_seed_and_is_replaced(prepared: Prepared) -> None:
    volume = prepared.volume()
    Server(prepared.binaries, volume / "pgdata", volume).create()
    line = restore(prepared.binaries, prepared.baked, volume / "pgdata", "Secret1")

    assert ": replaced the data of seed none, password set, " in line


def test_leftovers_of_earlier_runs_are_removed(prepared: Prepared) -> None:
    volume = prepared.volume()
    for name in ("pgdata.restoring", "pgdata.discarded"):
        (volume / name / "base").mkdir(parents=True)
        (volume / name / "PG_VERSION").write_text("9.6")
    processes.hand_over(volume)
    restore(prepared.binaries, prepared.baked, volume / "pgdata", "Secret1")

    assert [path.name for path in volume.iterdir()] == ["pgdata"]


def test_a_directory_that_is_not_postgresqls_is_left_alone(prepared: Prepared) -> None:
    volume = prepared.volume()
    (volume / "media").mkdir()
    (volume / "media/photo.jpg").write_text("precious")
    processes.hand_over(volume)

    assert "is not empty, and no data directory of PostgreSQL" in prepared.refusal(volume / "media")
    assert (volume / "media/photo.jpg").read_text() == "precious"


@pytest.mark.parametrize("password", ["", "it's", "two words", "a\nb", "x'; DROP TABLE a; --", "päss"])
def test_a_password_that_could_end_the_statement_is_refused(prepared: Prepared, password: str) -> None:
    volume = prepared.volume()
    said = prepared.refusal(volume / "pgdata", PGPASSWORD=password)

    assert said == f"seed {prepared.tag}: PGPASSWORD has to be letters and digits, and not empty"
    assert list(volume.iterdir()) == []


def test_an_image_of_another_major_version_is_refused(prepared: Prepared) -> None:
    version = prepared.baked.data / "PG_VERSION"
    try:
        version.write_text("13\n")
        said = prepared.refusal(prepared.volume() / "pgdata")
    finally:
        version.write_text(f"{prepared.binaries.major}\n")

    major = prepared.binaries.major
    assert said == f"seed {prepared.tag}: was made with PostgreSQL 13, and this image has {major}: build it again"


def test_a_password_that_cannot_be_set_fails_without_showing_it(prepared: Prepared) -> None:
    volume = prepared.volume()
    said = prepared.refusal(volume / "pgdata", POSTGRES_USER="nobody_here", PGPASSWORD="Hush123")

    assert 'role "nobody_here" does not exist' in said
    assert "Hush123" not in said
    assert not (volume / "pgdata").exists()


def test_no_process_shows_the_password_in_its_arguments(prepared: Prepared) -> None:
    variables = restore_variables(prepared.binaries, prepared.baked, prepared.volume() / "pgdata", "Hush456")
    process = processes.start(restore_command(prepared.baked), variables=variables)
    seen: set[bytes] = set()
    while process.poll() is None:
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                seen.add(path.read_bytes())
            except OSError:
                continue
        time.sleep(0.001)

    assert process.returncode == 0
    assert any(b"postgres\0--single" in line for line in seen)
    assert not [line for line in seen if b"Hush456" in line]


def test_a_server_killed_as_the_first_process_of_its_container_leaves_no_lock_behind(prepared: Prepared) -> None:
    data = prepared.volume() / "pgdata"
    restore(prepared.binaries, prepared.baked, data, "Secret1")
    # In the next container the script is the first process, and has the number that the lock names.
    lock = f'printf "%s\\n{data}\\n0\\n5432\\n\\n\\n" $$ > "$PGDATA/postmaster.pid"; exec sh "$0"'
    variables = restore_variables(prepared.binaries, prepared.baked, data, "Secret2")
    done = processes.run(["sh", "-c", lock, prepared.baked.scripts / "restore"], variables=variables)

    assert (done.code, done.err) == (0, "")
    assert ": already there, password set, " in done.out


def test_the_marker_is_the_tag_of_the_lock(prepared: Prepared) -> None:
    identity = Identity("orders", "2026.11.1", "0123456789abcdef" * 4)

    assert identity.tag == "2026.11.1-0123456789ab"
    assert (prepared.baked.data / "previewctl.seed").read_text() == f"{prepared.tag}\n"
