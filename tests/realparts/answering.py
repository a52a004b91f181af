"""A server on loopback whose answers a test decides one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.realparts.github_api.server import Request, Served, handler_for
from tests.realparts.loopback import LoopbackServer

if TYPE_CHECKING:
    from collections.abc import Callable

    Answered = tuple[int, Any, dict[str, str]]


class AnsweringServer(LoopbackServer):
    """The server, running inside its `with` block at `url`. `answer` gets each request's path and query."""

    def __init__(self, answer: Callable[[str, dict[str, str]], Answered]) -> None:
        self.answer = answer
        self.requests: list[Request] = []
        super().__init__(handler_for(self))

    def served(self, method: str, path: str, query: dict[str, str], authorization: str | None, body: Any) -> Served:
        """What is sent for a request."""
        status, answered, headers = self.answer(path, query)
        self.requests.append(Request(method, path, query, authorization, status, body))
        return Served(status, answered, headers, cut=False)
