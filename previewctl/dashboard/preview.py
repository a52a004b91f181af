"""One published preview with everything that is shown about it. Most of it is text that anybody may have written."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from decimal import Decimal


class Status(StrEnum):
    """What is known of a preview. Without GitHub all are `published`, except those whose record does not fit itself."""

    PUBLISHED = "published"
    OPEN = "open"
    DRAFT = "draft"
    UNLABELLED = "unlabelled"
    CLOSED = "closed"
    MERGED = "merged"
    DAMAGED = "damaged"


class ShownDependency(NamedTuple):
    """Another service that a preview calls: `target` is `staging`, `pr-12` or the like, `reason` why it is that one."""

    service: str
    target: str
    reason: str


class ShownPreview(NamedTuple):
    """Times are seconds since 1970 in UTC, None where nobody knows; texts are empty where there is nothing to say.

    `url` and `pull_request_url` are `https` or empty. `active` is the last sign of use that is known, `expires` when the
    preview is to be removed if nobody uses it until then, and `expiry` the rule that says so. `cost` is US dollars a month.
    """

    service: str
    pull_request: int
    repository: str
    pull_request_url: str
    title: str
    person: str
    team: str
    status: Status
    url: str
    branch: str
    head_sha: str
    seed: str
    created: int | None
    active: int | None
    expires: int | None
    expiry: str
    sleep: str
    cost: Decimal | None
    dependencies: tuple[ShownDependency, ...]

    @property
    def name(self) -> str:
        """How people call it."""
        return f"{self.service}#{self.pull_request}"
