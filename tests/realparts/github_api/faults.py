"""Failures on demand."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What goes wrong with one request.

    `status`: this answer instead of a result. `applied`: the request has its effect all the same. `drop`: the connection
    ends in the middle of the answer. `twice`: the request has its effect twice. `slow`: seconds before the answer.
    `retry_after`, `message` and `more_headers` go with `status`.
    """

    status: int = 0
    applied: bool = False
    drop: bool = False
    twice: bool = False
    slow: float = 0.0
    retry_after: str = ""
    message: str = ""
    more_headers: tuple[tuple[str, str], ...] = ()

    @property
    def headers(self) -> dict[str, str]:
        """The headers of the answer."""
        return {**({"Retry-After": self.retry_after} if self.retry_after else {}), **dict(self.more_headers)}


SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."


@dataclass
class Faults:
    """`waiting` are used up one by one; `chooser` says for every other request (by method and path) what happens."""

    waiting: deque[Fault] = field(default_factory=deque)
    chooser: Callable[[str, str], Fault | None] | None = None

    def next(self, method: str, path: str) -> Fault | None:
        """The fault of a request; None for none."""
        if self.waiting:
            return self.waiting.popleft()
        return self.chooser(method, path) if self.chooser else None
