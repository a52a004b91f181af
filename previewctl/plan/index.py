"""The previews that are published: what a target such as `same-branch` is looked up in."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from previewctl.plan.asking import Asked

Key = tuple[str, int]
"""A service and a pull request."""


class Gap(StrEnum):
    """Why a pull request has no preview although its number was named; each completes "pull request 12 …"."""

    CLOSED = "is closed"
    MERGED = "is merged"
    UNKNOWN = "does not exist"
    FORK = "comes from a fork, which gets no preview"
    UNLABELLED = "is open without the label that asks for a preview"

    @property
    def is_final(self) -> bool:
        """Whether nobody expects a preview of it any more."""
        return self in {Gap.CLOSED, Gap.MERGED, Gap.UNKNOWN}


class Answer(NamedTuple):
    """What was asked for a dependency when a preview was rendered, and what it became."""

    asked: Asked
    reason: str
    internal_url: str


class PublishedPreview(NamedTuple):
    """One published preview. `targets` has for each of its dependencies what it was resolved to, such as `pr-12`.

    `process` and `port` are where it answers other services, empty and 0 where nobody knows; `silent`: nowhere. `answers`
    and `consumers` (None where it does not ask for them) are what its rendering took from the index of that time: see
    `previewctl.plan.settled`.
    """

    service: str
    pull_request: int
    repository: str | None
    branch: str
    head_sha: str
    url: str
    targets: Mapping[str, str] = MappingProxyType({})
    process: str = ""
    port: int = 0
    silent: bool = False
    answers: Mapping[str, Answer] = MappingProxyType({})
    consumers: tuple[str, ...] | None = None

    @property
    def target(self) -> str:
        """How an override names it."""
        return f"pr-{self.pull_request}"

    @property
    def key(self) -> Key:
        """What it is known by."""
        return self.service, self.pull_request


class PreviewIndex:
    """Previews by service and pull request, and what is known of pull requests that have none."""

    __slots__ = ("_branches", "_callers", "gaps", "previews")

    def __init__(
        self, previews: Mapping[Key, PublishedPreview] = MappingProxyType({}), gaps: Mapping[Key, Gap] | None = None
    ) -> None:
        """`gaps` says why a pull request has no preview, or soon none any more: it outweighs a record."""
        self.previews = previews
        self.gaps = gaps or {}
        self._branches: dict[tuple[str, str], PublishedPreview] | None = None
        self._callers: dict[tuple[str, str], list[Key]] | None = None

    @classmethod
    def of(cls, previews: Iterable[PublishedPreview], gaps: Mapping[Key, Gap] | None = None) -> PreviewIndex:
        """An index of these; a later one of the same service and pull request counts."""
        return cls({item.key: item for item in previews}, gaps)

    def find(self, service: str, pull_request: int) -> PublishedPreview | None:
        """The preview of a pull request."""
        return self.previews.get((service, pull_request))

    def problem(self, service: str, pull_request: int) -> str:
        """Why the preview of a pull request cannot be called, as the end of a sentence; empty where it can."""
        key = service, pull_request
        if key in self.gaps:
            return self.gaps[key]
        found = self.previews.get(key)
        if found is None:
            return "has no published preview"
        return "listens on no port" if found.silent else ""

    def on_branch(self, service: str, branch: str) -> PublishedPreview | None:
        """The preview of the newest pull request (the highest number) of a branch; None for a branch without a name."""
        if self._branches is None:
            self._branches = {}
            for key in sorted(self.previews):
                item = self.previews[key]
                if item.branch and not self.problem(*key):
                    self._branches[item.service, item.branch] = item
        return self._branches.get((service, branch))

    def callers(self, service: str, pull_request: int) -> tuple[Key, ...]:
        """The previews whose dependencies were resolved to this one, sorted."""
        if self._callers is None:
            self._callers = {}
            for key in sorted(self.previews):
                if key not in self.gaps:
                    for name, target in self.previews[key].targets.items():
                        self._callers.setdefault((name, target), []).append(key)
        return tuple(self._callers.get((service, f"pr-{pull_request}"), ()))
