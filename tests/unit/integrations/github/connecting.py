"""A client for the stand-in, which waits for nothing in earnest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.integrations.github.client import GitHub
from previewctl.integrations.github.credentials import Token
from previewctl.integrations.github.transport import Clock, Patience, Transport

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.realparts.fake_github import FakeGitHub


class Waits:
    """A clock that only goes on when somebody waits."""

    def __init__(self) -> None:
        self.time = 1_790_000_000.0
        self.waits: list[float] = []

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.time += seconds

    @property
    def clock(self) -> Clock:
        return Clock(self.now, self.sleep)


def client(
    server: FakeGitHub,
    *,
    token: str = "secret",
    waits: Waits | None = None,
    budget: float = 120,
    timeout: int = 5,
    dry_run: Callable[[str], None] | None = None,
) -> GitHub:
    """A client with a token."""
    patience = Patience(timeout=timeout, budget=budget, between_writes=0.0)
    transport = Transport(
        server.url,
        Token(token, "GITHUB_TOKEN"),
        patience=patience,
        clock=(waits or Waits()).clock,
        dry_run=dry_run,
    )
    return GitHub(transport)
