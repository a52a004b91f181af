"""A pull request on the stand-in for GitHub, reports about it, and what people then see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from previewctl.report.preview import PreviewReport, State
from previewctl.report.telling import Told, tell
from previewctl.reporters.comment import comment
from tests.unit.integrations.github.connecting import client

if TYPE_CHECKING:
    from tests.realparts.fake_github import FakeGitHub

URL = "https://orders-api-pr-5.preview.example.com"
TASK = "preview:orders-api:pr-5"
CONTEXT = "previewctl/orders-api"


class Stage:
    """Reports about one preview."""

    def __init__(self, github: FakeGitHub) -> None:
        self.github = github

    def push(self, digit: str) -> str:
        """Another head."""
        self.github.pull(5).sha = digit * 40
        return digit * 40

    def tell(self, state: State, *, sha: str | None = None, token: str = "secret", **changes: Any) -> Told:
        """One report; about the head unless said otherwise."""
        report = PreviewReport(
            service="orders-api",
            repository="acme/shop",
            pull_request=5,
            sha=self.github.pull(5).sha if sha is None else sha,
            state=state,
            url=URL,
            log_url="https://ci.example.com/1",
        )
        return tell(client(self.github, token=token).transport, report._replace(**changes), comment)

    def requests(self, state: State, **changes: Any) -> list[str]:
        """The methods of the requests that one report sends."""
        before = len(self.github.requests)
        self.tell(state, **changes)
        return [request.method for request in self.github.requests[before:]]

    @property
    def deployments(self) -> dict[str, list[str]]:
        """The states of the preview's deployments, by the first digit of their commit."""
        found: dict[str, list[str]] = {}
        for item in self.github.store.deployments:
            if item.task == TASK:
                found.setdefault(item.sha[0], []).append(item.state)
        return found

    @property
    def bodies(self) -> list[str]:
        """The texts of all comments."""
        return [item.body for item in self.github.store.comments]

    def commit_state(self, digit: str) -> str:
        """The state of a commit, by its first digit."""
        return self.github.store.statuses["acme/shop", digit * 40][-1].state
