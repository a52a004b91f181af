"""A GitHub API on loopback that knows pull requests, for programs that list them."""

from __future__ import annotations

import json
import threading
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qs, urlencode, urlsplit

if TYPE_CHECKING:
    from types import TracebackType

DEFAULT_PAGE = 30
LARGEST_PAGE = 100
SHA = "0123456789abcdef0123456789abcdef01234567"


@dataclass(kw_only=True)
class PullRequest:
    """One pull request, as its repository lists it. `head_repo` differs from `repo` where it comes from a fork."""

    number: int
    repo: str = "acme/shop"
    labels: list[str] = field(default_factory=list)
    branch: str = "feature"
    sha: str = SHA
    base: str = "main"
    title: str = "A change"
    author: str = "dev"
    state: str = "open"
    draft: bool = False
    head_repo: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The parts of GitHub's answer that its clients read."""
        return {
            "number": self.number,
            "state": self.state,
            "title": self.title,
            "draft": self.draft,
            "user": {"login": self.author},
            "labels": [{"name": name} for name in self.labels],
            "head": {"ref": self.branch, "sha": self.sha, "repo": {"full_name": self.head_repo or self.repo}},
            "base": {"ref": self.base, "repo": {"full_name": self.repo}},
        }


@dataclass(frozen=True)
class Request:
    """One request that came in: `path` without, `query` with what stands after the question mark, decoded."""

    method: str
    path: str
    query: dict[str, str]
    authorization: str | None
    status: int


class FakeGitHub:
    """The server, running inside its `with` block at `url`.

    `pulls` may change at any time; the newest number comes first, as GitHub lists them. `repos` are the repositories
    that exist, beside those of `pulls`; others answer 404. `requests` is the log.
    """

    def __init__(self, *pulls: PullRequest, repos: tuple[str, ...] = ()) -> None:
        self.pulls = list(pulls)
        self.repos = set(repos)
        self.requests: list[Request] = []
        self._failures: deque[int] = deque()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """The base URL; the API answers below it and below its /api/v3, where clients of GitHub Enterprise look."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def fail_next(self, status: int, times: int = 1) -> None:
        """Answer the next requests with this status instead of a result."""
        self._failures.extend([status] * times)

    def pull(self, number: int, repo: str | None = None) -> PullRequest:
        """The pull request of that number, to change it in place."""
        return next(pull for pull in self.pulls if pull.number == number and repo in {None, pull.repo})

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, method: str, path: str, query: dict[str, str]) -> tuple[int, Any, dict[str, str]]:
        """Status, JSON body and extra headers for one request."""
        if self._failures:
            status = self._failures.popleft()
            return status, {"message": f"induced failure {status}"}, {}
        match path.removeprefix("/api/v3").strip("/").split("/"):
            case ["app", "installations", _, "access_tokens"] if method == "POST":
                return 201, {"token": "invented", "expires_at": "2999-01-01T00:00:00Z"}, {}
            case ["repos", owner, name] if method == "GET" and self._exists(repo := f"{owner}/{name}"):
                return 200, {"full_name": repo}, {}
            case ["repos", owner, name, "pulls"] if method == "GET" and self._exists(repo := f"{owner}/{name}"):
                return self._page(repo, path, query)
            case ["repos", owner, name, "pulls", number] if method == "GET":
                found = [p for p in self.pulls if p.repo == f"{owner}/{name}" and str(p.number) == number]
                if found:
                    return 200, found[0].as_json(), {}
        return 404, {"message": "Not Found"}, {}

    def _exists(self, repo: str) -> bool:
        return repo in self.repos or any(pull.repo == repo for pull in self.pulls)

    def _page(self, repo: str, path: str, query: dict[str, str]) -> tuple[int, Any, dict[str, str]]:
        state = query.get("state", "open")
        listed = [p for p in self.pulls if p.repo == repo and state in {"all", p.state}]
        listed.sort(key=lambda pull: pull.number, reverse=True)
        size = min(int(query.get("per_page", DEFAULT_PAGE)), LARGEST_PAGE)
        page = int(query.get("page", 1))
        headers = {}
        if page * size < len(listed):
            following = urlencode({**query, "page": page + 1})
            headers["Link"] = f'<{self.url}{path}?{following}>; rel="next"'
        return 200, [pull.as_json() for pull in listed[(page - 1) * size : page * size]], headers


def _handler(github: FakeGitHub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self._answer()

        def _answer(self) -> None:
            target = urlsplit(self.path)
            query = {name: values[-1] for name, values in parse_qs(target.query, keep_blank_values=True).items()}
            status, body, headers = github.answer(self.command, target.path, query)
            seen = Request(self.command, target.path, query, self.headers.get("Authorization"), status)
            github.requests.append(seen)
            text = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_arguments: object) -> None:
            """Say nothing: the log is `requests`."""

    return Handler
