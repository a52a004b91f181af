"""Where the known servers listen: what their command lines say, and what they do without being told."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.plan.processes import declared_processes
from previewctl.rules.command_lines import programs
from previewctl.spec.placeholders import Placeholder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.rules.command_lines import Word, Words
    from previewctl.rules.context import KeyPath
    from previewctl.spec.preview import PreviewSpec, Process

_LOOPBACK = ("localhost", "::1", "[::1]", "127.")


class Place(NamedTuple):
    """A part of a command line: its item, and its offsets there; no offsets mean the whole item."""

    item: int
    start: int | None
    end: int


class Listening(NamedTuple):
    """An address that a server listens on; `host` and `port` are None where only the running container knows them.

    `at` is the server's own place, `host_at` and `port_at` are those of what it is told; None for what it does by itself.
    """

    server: str
    at: Place
    host: str | None
    port: int | None
    host_at: Place | None = None
    port_at: Place | None = None

    @property
    def on_loopback(self) -> bool:
        """Whether only the pod itself can reach it."""
        return self.host is not None and self.host.startswith(_LOOPBACK)


class _Server(NamedTuple):
    """The options of a server, and where it listens without them. `variables` of this prefix can say otherwise too."""

    addresses: tuple[str, ...]
    hosts: tuple[str, ...]
    ports: tuple[str, ...]
    elsewhere: tuple[str, ...]
    host: str | None
    port: int | None
    variables: str


# gunicorn and http-server take `PORT` from the environment, and then listen on all addresses: every process with a port has it.
_SERVERS = {
    "gunicorn": _Server(("-b", "--bind"), (), (), ("-c", "--config"), None, None, "GUNICORN_"),
    "uvicorn": _Server((), ("--host",), ("--port",), ("--uds", "--fd"), "127.0.0.1", 8000, "UVICORN_"),
    "hypercorn": _Server(("-b", "--bind"), (), (), ("-c", "--config"), "127.0.0.1", 8000, "HYPERCORN_"),
    "daphne": _Server((), ("-b", "--bind"), ("-p", "--port"), ("-u", "-e", "--endpoint", "--fd"), "127.0.0.1", 8000, "-"),
    "http-server": _Server((), ("-a",), ("-p", "--port"), (), None, None, "PORT"),
}  # fmt: skip
_RUNSERVERS = ("runserver", "runserver_plus")


def listeners(spec: PreviewSpec) -> Iterator[tuple[str, Process, tuple[Listening, ...]]]:
    """Each process with a port whose command starts a known server, and where that listens."""
    for name, process in declared_processes(spec).items():
        found = [item for program, words in programs(process.command or ()) for item in _of(program, words, spec)]
        if process.port and found:
            yield name, process, tuple(found)


def place_of(name: str, place: Place) -> tuple[KeyPath, Placeholder | None]:
    """The key path, and the part of its text, that a place in a process's command stands for."""
    part = None if place.start is None else Placeholder((), place.start, place.end)
    return ("processes", name, "command", place.item), part


def _of(program: str, words: Words, spec: PreviewSpec) -> Iterator[Listening]:
    if program in _RUNSERVERS:
        yield _runserver(program, words)
    elif program in _SERVERS:
        yield from _server(program, _SERVERS[program], words, spec)


def _runserver(program: str, words: Words) -> Listening:
    """`runserver [host:]port`: a port alone is one of the loopback interface."""
    at, arguments = _part(words[0], 0, len(words[0].text)), [word for word in words[1:] if word.text[:1] != "-"]
    if not arguments:
        return Listening(program, at, "127.0.0.1", 8000)
    address = arguments[-1]
    _, colon, port = address.text.rpartition(":")
    if not port.isdecimal():
        return Listening(program, at, None, None)
    if colon:
        return _address(program, at, address, 0)
    return Listening(program, at, "127.0.0.1", _number(port), None, _part(address, 0, len(port)))


def _server(program: str, server: _Server, words: Words, spec: PreviewSpec) -> Iterator[Listening]:
    at = _part(words[0], 0, len(words[0].text))
    if _options(words, server.elsewhere) or any(name.startswith(server.variables) for name in spec.env):
        return  # a socket, or a file that nobody has read
    if server.addresses:
        addresses = [_address(program, at, word, start) for word, start in _options(words, server.addresses)]
        yield from addresses or [Listening(program, at, server.host, server.port)]
        return
    host, host_at = _last(_options(words, server.hosts))
    port, port_at = _last(_options(words, server.ports))
    yield Listening(
        program,
        at,
        server.host if host is None else _known(host),
        server.port if port is None else _number(port),
        host_at,
        port_at,
    )


def _options(words: Words, names: tuple[str, ...]) -> list[tuple[Word, int]]:
    """The values of options, and where in their words these start: `-b X`, `-bX`, `--bind X` and `--bind=X`."""
    found: list[tuple[Word, int]] = []
    for index, word in enumerate(words):
        for name in names:
            long = name.startswith("--")
            if word.text == name and index + 1 < len(words):
                found.append((words[index + 1], 0))
            elif word.text.startswith(f"{name}=" if long else name) and word.text != name:
                found.append((word, len(name) + 1 if long else len(name)))
    return found


def _last(found: list[tuple[Word, int]]) -> tuple[str | None, Place | None]:
    if not found:
        return None, None
    word, start = found[-1]
    return word.text[start:], _part(word, start, len(word.text))


def _address(program: str, at: Place, word: Word, start: int) -> Listening:
    text = word.text[start:]
    if text.startswith(("unix:", "fd:")):
        return Listening(program, at, None, None)
    host, colon, port = text.rpartition(":") if ":" in text.rpartition("]")[2] else (text, "", "")
    middle = start + len(host)
    return Listening(
        program,
        at,
        _known(host),
        _number(port) if colon else 8000,
        _part(word, start, middle),
        _part(word, middle + len(colon), len(word.text)) if colon else None,
    )


def _part(word: Word, start: int, end: int) -> Place:
    return Place(word.item, None if word.start is None else word.start + start, (word.start or 0) + end)


def _known(host: str) -> str | None:
    return None if "$" in host else host.lower()


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and text.isascii() else None
