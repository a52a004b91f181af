"""The HTTP server on loopback."""

from __future__ import annotations

import json
import socket
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from tests.realparts.github_api import rest
from tests.realparts.github_api.faults import Fault, Faults
from tests.realparts.github_api.git_data import add_commit
from tests.realparts.github_api.model import PullRequest, Store, Token
from tests.realparts.loopback import LoopbackServer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.realparts.github_api.git_data import Answer
    from tests.realparts.github_api.model import Link, Submodule


@dataclass(frozen=True)
class Request:
    """One request that came in: `path` without, `query` with what stands after the question mark, decoded."""

    method: str
    path: str
    query: dict[str, str]
    authorization: str | None
    status: int
    body: Any = None


class FakeGitHub(LoopbackServer):
    """The server, running inside its `with` block at `url`; the API answers below that and below its /api/v3, as Enterprise does.

    `pulls` may change at any time; the newest number comes first, as GitHub lists them. `repos` are the repositories
    that exist, beside those of `pulls`; others answer 404. `requests` is the log. `store` has everything else, `faults`
    what goes wrong. Any token is welcome until `store.tokens` names some.
    """

    def __init__(self, *pulls: PullRequest, repos: tuple[str, ...] = ()) -> None:
        self.store = Store(pulls=list(pulls), repos=set(repos))
        self.requests: list[Request] = []
        self.faults = Faults()
        self.limit = 5000
        self.remaining = 5000
        self.reset = int(time.time()) + 3600
        self.clock: Callable[[], float] = time.time
        self._lock = threading.Lock()
        super().__init__(handler_for(self))

    @property
    def pulls(self) -> list[PullRequest]:
        """The pull requests of all repositories."""
        return self.store.pulls

    @pulls.setter
    def pulls(self, pulls: list[PullRequest]) -> None:
        self.store.pulls = pulls

    @property
    def repos(self) -> set[str]:
        """Repositories that exist beside those of `pulls`."""
        return self.store.repos

    def fail_next(self, status: int, times: int = 1) -> None:
        """Answer the next requests with this status instead of a result."""
        self.faults.waiting.extend([Fault(status=status)] * times)

    def pull(self, number: int, repo: str | None = None) -> PullRequest:
        """The pull request of that number, to change it in place."""
        return next(pull for pull in self.pulls if pull.number == number and repo in {None, pull.repo})

    def commit(self, repo: str, sha: str, files: Mapping[str, bytes | Link | Submodule]) -> None:
        """Puts a commit with these files into a repository."""
        add_commit(self.store, repo, sha, files)

    def answer(
        self, method: str, path: str, query: dict[str, str], authorization: str | None = None, body: Any = None
    ) -> Answer:
        """Status, JSON body and extra headers for one request."""
        token = self._token(authorization)
        if token is None:
            return 401, {"message": "Bad credentials"}, {}
        if self.remaining <= 0 and self.clock() < self.reset:
            return 403, {"message": "API rate limit exceeded for installation ID 1."}, {}
        if self.remaining <= 0:
            self.remaining, self.reset = self.limit, int(self.clock()) + 3600
        self.remaining -= 1
        if path.rstrip("/") in {"/graphql", "/api/graphql"} and method == "POST":
            from tests.realparts.github_api import graphql_api

            return graphql_api.answer(self.store, token, body)
        return rest.answer(self.store, self.url, token, method, path, query, body)

    def served(self, method: str, path: str, query: dict[str, str], authorization: str | None, body: Any) -> Served:
        """What is sent for a request, its fault included."""
        with self._lock:
            fault = self.faults.next(method, path)
            if fault is None or fault.applied or fault.twice or (not fault.status and not fault.drop):
                status, answered, headers = self.answer(method, path, query, authorization, body)
                if fault and fault.twice:
                    self.answer(method, path, query, authorization, body)
            else:
                status, answered, headers = 200, {}, {}
            if fault and fault.status:
                message = fault.message or f"induced failure {fault.status}"
                status, answered, headers = fault.status, {"message": message}, fault.headers
            self.requests.append(Request(method, path, query, authorization, status, body))
            headers = {
                "X-RateLimit-Limit": str(self.limit),
                "X-RateLimit-Remaining": str(max(self.remaining, 0)),
                "X-RateLimit-Reset": str(self.reset),
                **headers,
            }
        if fault and fault.slow:
            time.sleep(fault.slow)
        return Served(status, answered, headers, cut=bool(fault and fault.drop))

    def _token(self, authorization: str | None) -> Token | None:
        if not self.store.tokens:
            return Token()
        value = (authorization or "").rpartition(" ")[2]
        if value.count(".") == 2:  # an App's own token, which only asks for installations
            return Token()
        return self.store.tokens.get(value)


class Serving(Protocol):
    """Anything that has an answer for a request."""

    def served(self, method: str, path: str, query: dict[str, str], authorization: str | None, body: Any) -> Served:
        """What is sent for a request."""
        ...


@dataclass(frozen=True)
class Served:
    """An answer on its way. `cut`: the connection ends in its middle."""

    status: int
    body: Any
    headers: dict[str, str]
    cut: bool


def handler_for(server: Serving) -> type[BaseHTTPRequestHandler]:
    """What answers HTTP for a stand-in."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1  # headers and body in one packet

        def do_GET(self) -> None:
            self._answer()

        do_POST = do_PATCH = do_PUT = do_DELETE = do_GET  # noqa: N815 - the names that the base class calls

        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            sent = self.rfile.read(length) if length else b""
            target = urlsplit(self.path)
            query = {name: values[-1] for name, values in parse_qs(target.query, keep_blank_values=True).items()}
            served = server.served(
                self.command,
                unquote(target.path),
                query,
                self.headers.get("Authorization"),
                json.loads(sent) if sent else None,
            )
            text = b"" if served.body is None else json.dumps(served.body).encode()
            self.send_response(served.status)
            self.send_header("Content-Type", "application/json")
            if served.status != 204:
                self.send_header("Content-Length", str(len(text) + 10 * served.cut))
            for name, value in served.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text)
            if served.cut:
                self.wfile.flush()
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)

        def date_time_string(self, timestamp: float | None = None) -> str:
            clock: Callable[[], float] = getattr(server, "clock", time.time)
            return super().date_time_string(clock() if timestamp is None else timestamp)

        def log_message(self, *_arguments: object) -> None:
            """Say nothing: the log is `requests`."""

    return Handler
