"""A server on loopback whose answers a test decides one by one."""

from __future__ import annotations

import threading
from http.server import ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self

from tests.realparts.github_api.server import Request, Served, handler_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    Answered = tuple[int, Any, dict[str, str]]


class AnsweringServer:
    """The server, running inside its `with` block at `url`. `answer` gets each request's path and query."""

    def __init__(self, answer: Callable[[str, dict[str, str]], Answered]) -> None:
        self.answer = answer
        self.requests: list[Request] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler_for(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """Its URL."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def served(self, method: str, path: str, query: dict[str, str], authorization: str | None, body: Any) -> Served:
        """What is sent for a request."""
        status, answered, headers = self.answer(path, query)
        self.requests.append(Request(method, path, query, authorization, status, body))
        return Served(status, answered, headers, cut=False)
