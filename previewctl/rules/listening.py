"""Where the known servers listen: what their command lines say, and what they do without being told."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.plan.processes import declared_processes
from previewctl.rules.command_lines import operands, started
from previewctl.spec.placeholders import Placeholder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.rules.command_lines import Program, Word, Words
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
    """The options of a server, and where it listens without them. `variables` of this prefix can say otherwise too.

    With `commands` it listens where its first word is one of these.
    """

    addresses: tuple[str, ...]
    hosts: tuple[str, ...]
    ports: tuple[str, ...]
    elsewhere: tuple[str, ...]
    host: str | None
    port: int | None
    variables: str
    commands: tuple[str, ...] = ()


# gunicorn, http-server and Next.js take `PORT` from the environment, and then listen on all addresses: every process with a port
# has it. FastAPI's newer versions take the port from it, too.
_SERVERS = {
    "gunicorn": _Server(("-b", "--bind"), (), (), ("-c", "--config", "-D", "--daemon"), None, None, "GUNICORN_"),
    "uvicorn": _Server((), ("--host",), ("--port",), ("--uds", "--fd"), "127.0.0.1", 8000, "UVICORN_"),
    "hypercorn": _Server(("-b", "--bind"), (), (), ("-c", "--config"), "127.0.0.1", 8000, "HYPERCORN_"),
    "daphne": _Server((), ("-b", "--bind"), ("-p", "--port"), ("-u", "-e", "--endpoint", "--fd"), "127.0.0.1", 8000, "-"),
    "http-server": _Server((), ("-a",), ("-p", "--port"), (), None, None, "PORT"),
    "flask": _Server((), ("-h", "--host"), ("-p", "--port"), (), "127.0.0.1", 5000, "FLASK_", ("run",)),
    "fastapi run": _Server((), ("--host",), ("--port",), (), None, None, "HOST"),
    "fastapi dev": _Server((), ("--host",), ("--port",), (), "127.0.0.1", None, "HOST"),
    "waitress-serve": _Server(("--listen",), ("--host",), ("--port",), ("--unix-socket",), None, 8080, "-"),
    "next": _Server((), ("-H", "--hostname"), ("-p", "--port"), (), None, None, "-", ("start", "dev")),
}  # fmt: skip
_VALUED = ("-A", "--app", "-e", "--env-file")
"""Options of Flask and FastAPI that stand before their commands and take the next word."""

_RUNSERVERS = ("runserver", "runserver_plus")
_OF_RUNSERVER = (
    "-v", "--verbosity", "--settings", "--pythonpath", "--cert", "--cert-file", "--key-file", "--extra-file", "--exclude-pattern",
    "--reloader-interval", "--reloader-type", "--startup-messages",
)  # fmt: skip
_DAEMONS = frozenset({
    "nginx", "openresty", "apache2", "apache2ctl", "apachectl", "httpd", "caddy", "haproxy", "envoy", "traefik", "supervisord",
    "service", "php-fpm", "varnishd", "s6-svscan", "runsvdir", "circusd", "honcho", "forego", "overmind",
})  # fmt: skip
"""What listens in front of a server, or starts others as its configuration says; some go to the background by themselves."""

_QUIET = frozenset({
    "cd", "export", "set", "echo", "printf", "sleep", "wait", "trap", "mkdir", "cp", "mv", "rm", "ln", "chmod", "chown", "touch",
    "cat", "tee", "tail", "grep", "sed", "awk", "true", "false", "test", "[", "source", ".", "umask", "ulimit", "unset", "local",
    "kill", "celery", "migrate", "collectstatic", "compilemessages", "check", "createcachetable", "alembic", "flower",
})  # fmt: skip
"""What a script starts that no request is for."""


def listeners(spec: PreviewSpec) -> Iterator[tuple[str, Process, tuple[Listening, ...]]]:
    """Each process with a port whose command starts a known server, and where that listens."""
    for name, process in declared_processes(spec).items():
        found = _of_command(process.command or (), spec) if process.port else ()
        if found:
            yield name, process, found


def _of_command(command: tuple[str, ...], spec: PreviewSpec) -> tuple[Listening, ...]:
    """Nothing where something else may be what listens on the port: another program beside the server, or before it."""
    found = started(command)
    names = {program.name for program in found.programs}
    aside = any(program.aside for program in found.programs)
    others = {program.name for program in found.programs if not _is_server(program)} - _QUIET
    if not found.in_a_row or names & _DAEMONS or (aside and others):
        return ()
    return tuple(item for program in found.programs for item in _of(program.name, program.words, spec))


def _is_server(program: Program) -> bool:
    return program.name in {*_RUNSERVERS, "fastapi"} or program.name in _SERVERS


def place_of(name: str, place: Place) -> tuple[KeyPath, Placeholder | None]:
    """The key path, and the part of its text, that a place in a process's command stands for."""
    part = None if place.start is None else Placeholder((), place.start, place.end)
    return ("processes", name, "command", place.item), part


def _of(program: str, words: Words, spec: PreviewSpec) -> Iterator[Listening]:
    if program in _RUNSERVERS:
        yield _runserver(program, words)
        return
    command = next((word.text for word in operands(words, _VALUED)), "")
    name = f"{program} {command}" if program == "fastapi" else program
    server = _SERVERS.get(name)
    if server is not None and (not server.commands or command in server.commands):
        yield from _server(name, server, words, spec)


def _runserver(program: str, words: Words) -> Listening:
    """`runserver [host:]port`: a port alone is one of the loopback interface."""
    at, arguments = _part(words[0], 0, len(words[0].text)), operands(words, _OF_RUNSERVER)
    if not arguments:
        return Listening(program, at, "127.0.0.1", 8000)
    address = arguments[0]
    _, colon, port = address.text.rpartition(":")
    if len(arguments) > 1 or not port.isdecimal():
        return Listening(program, at, None, None)
    if colon:
        return _address(program, at, address, 0)
    return Listening(program, at, "127.0.0.1", _number(port), None, _part(address, 0, len(port)))


def _server(program: str, server: _Server, words: Words, spec: PreviewSpec) -> Iterator[Listening]:
    at = _part(words[0], 0, len(words[0].text))
    if _has_any(words, server.elsewhere) or any(name.startswith(server.variables) for name in spec.env):
        return  # a socket, or a file that nobody has read
    addresses = [_address(program, at, word, start) for word, start in _options(words, server.addresses)]
    if addresses or not server.hosts:
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


def _has_any(words: Words, names: tuple[str, ...]) -> bool:
    return bool(_options(words, names)) or any(word.text in names for word in words)


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
