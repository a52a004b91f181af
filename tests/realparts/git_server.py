"""Serves Git repositories on loopback: over HTTP with `git http-backend` behind a small server, or with `git daemon`."""

from __future__ import annotations

import base64
import os
import shutil
import socket
import subprocess
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PIECE = 1 << 16


class GitFault(NamedTuple):
    """What goes wrong with a request whose path ends with `service`, such as `git-receive-pack`, and for how many of them.

    `status`: it is answered with that. `kind`: `hang` never answers, `cut` sends half of the answer, `corrupt` changes
    bytes of it, `lost` does what is asked and sends nothing.
    """

    service: str
    kind: str = ""
    status: int = 0
    times: int = 1


@dataclass
class GitHttpServer:
    """A server of the bare repositories below a directory; `received` and `sent` count the bytes of bodies."""

    root: Path
    password: str | None = None
    faults: list[GitFault] = field(default_factory=list)
    received: int = 0
    sent: int = 0
    requests: list[str] = field(default_factory=list)
    authorizations: list[str] = field(default_factory=list)
    port: int = 0
    stopped: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def url(self, name: str) -> str:
        """The URL of a repository."""
        return f"http://127.0.0.1:{self.port}/{name}"

    @property
    def moved(self) -> int:
        """The bytes of all bodies, in both directions."""
        return self.received + self.sent

    def next_fault(self, path: str) -> GitFault | None:
        """The fault that this request meets, if any."""
        with self.lock:
            for place, fault in enumerate(self.faults):
                if path.endswith(fault.service):
                    left = fault._replace(times=fault.times - 1)
                    self.faults[place : place + 1] = [left] if left.times else []
                    return fault
        return None


@contextmanager
def git_http(root: Path, password: str | None = None) -> Iterator[GitHttpServer]:
    """Serves what is below `root`, for reading and writing; with a password, for `x-access-token` alone."""
    server = GitHttpServer(root, password)
    http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(server))
    http.daemon_threads = True
    server.port = http.server_address[1]
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stopped.set()
        http.shutdown()
        http.server_close()
        thread.join()


@contextmanager
def git_daemon(root: Path) -> Iterator[str]:
    """Serves what is below `root` with `git daemon`, for reading and writing; gives the URL without the repository's name."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    arguments = ["git", "daemon", "--listen=127.0.0.1", f"--port={port}", "--reuseaddr", "--export-all"]
    process = subprocess.Popen(
        [*arguments, "--enable=receive-pack", f"--base-path={root}", str(root)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        for _ in range(200):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.05)
        yield f"git://127.0.0.1:{port}"
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, 9)
        process.wait()


def _handler(server: GitHttpServer) -> type[BaseHTTPRequestHandler]:
    return type("Handler", (_Handler,), {"served": server})


class _Handler(BaseHTTPRequestHandler):
    served: GitHttpServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        self.close_connection = True
        path, _, query = self.path.partition("?")
        body = self._body()
        with self.served.lock:
            self.served.received += len(body)
            self.served.requests.append(f"{self.command} {self.path}")
        if not self._is_allowed():
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="git"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        fault = self.served.next_fault(path if path.endswith("-pack") else self.path)
        if fault and fault.status:
            self.send_error(fault.status)
            return
        if fault and fault.kind == "hang":
            self.served.stopped.wait(60)
            return
        head, _, answer = self._backend(path, query, body).partition(b"\r\n\r\n")
        if fault and fault.kind == "lost":
            return
        self._send(head, answer, fault.kind if fault else "")

    def _is_allowed(self) -> bool:
        if self.served.password is None:
            return True
        given = self.headers.get("Authorization", "")
        with self.served.lock:
            self.served.authorizations.append(given)
        wanted = base64.b64encode(f"x-access-token:{self.served.password}".encode()).decode()
        return given == f"Basic {wanted}"

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _backend(self, path: str, query: str, body: bytes) -> bytes:
        variables = {
            "PATH": os.environ["PATH"],
            "GIT_PROJECT_ROOT": str(self.served.root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "REMOTE_USER": "ci",
            "REMOTE_ADDR": "127.0.0.1",
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
        }
        git = shutil.which("git") or "git"
        done = subprocess.run(
            [git, "http-backend"], input=body, env=variables, capture_output=True, timeout=120, check=False
        )
        return done.stdout

    def _send(self, head: bytes, answer: bytes, kind: str) -> None:
        lines = [line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line]
        status = next((value for name, value in lines if name.lower() == "status"), "200 OK")
        if kind == "corrupt":
            middle = len(answer) // 2
            answer = (
                answer[:middle] + bytes(255 - byte for byte in answer[middle : middle + 64]) + answer[middle + 64 :]
            )
        self.send_response(int(status.split()[0]))
        for name, value in lines:
            if name.lower() not in {"status", "content-length"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        if kind == "cut":
            answer = answer[: len(answer) // 2]
        with suppress(OSError):
            for place in range(0, len(answer), _PIECE):
                self.wfile.write(answer[place : place + _PIECE])
        with self.served.lock:
            self.served.sent += len(answer)

    def log_message(self, *_arguments: object) -> None:
        """Says nothing."""
