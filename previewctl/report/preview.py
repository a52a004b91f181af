"""What is told about a preview to people: its state, where it is, and what it is made of."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class State(StrEnum):
    """Where a preview is on its way."""

    QUEUED = "queued"
    BUILDING = "building"
    DEPLOYING = "deploying"
    READY = "ready"
    FAILED = "failed"
    INACTIVE = "inactive"

    @property
    def final(self) -> bool:
        """Whether nothing more happens by itself."""
        return self in {State.READY, State.FAILED, State.INACTIVE}


class Dependency(NamedTuple):
    """A service that the preview calls, what it was resolved to (`staging`, `pr-12`, …), and why."""

    service: str
    target: str
    reason: str = ""
    url: str = ""


class PreviewReport(NamedTuple):
    """Everything that a report says. `url` is the public one, empty where browsers cannot open it.

    `reasons` say what is waited for, or what failed, in words. `published`: the GitOps repository was read, and has this
    commit. `cost` is a line about money, `lifetime` one about when the preview goes.
    """

    service: str
    repository: str
    pull_request: int
    sha: str
    state: State
    label: str = "preview"
    keep_label: str = "preview-keep"
    url: str = ""
    log_url: str = ""
    dependencies: tuple[Dependency, ...] = ()
    seed: str = ""
    cost: str = ""
    lifetime: str = ""
    reasons: tuple[str, ...] = ()
    published: bool | None = None

    @property
    def task(self) -> str:
        """What tells its deployments from those of other previews in the one environment."""
        return f"preview:{self.service}:pr-{self.pull_request}"

    @property
    def context(self) -> str:
        """The name of its commit status."""
        return f"previewctl/{self.service}"
