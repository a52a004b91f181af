"""The previews that are published: what a target such as `same-branch` is looked up in."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class PublishedPreview(NamedTuple):
    """One published preview. `targets` has for each of its dependencies what it was resolved to, such as `pr-12`."""

    service: str
    pull_request: int
    repository: str | None
    branch: str
    head_sha: str
    url: str
    targets: Mapping[str, str] = MappingProxyType({})

    @property
    def target(self) -> str:
        """How an override names it."""
        return f"pr-{self.pull_request}"


class PreviewIndex(NamedTuple):
    """Published previews by service and pull request."""

    previews: Mapping[tuple[str, int], PublishedPreview] = MappingProxyType({})

    @classmethod
    def of(cls, previews: Iterable[PublishedPreview]) -> PreviewIndex:
        """An index of these; a later one of the same service and pull request counts."""
        return cls({(item.service, item.pull_request): item for item in previews})

    def find(self, service: str, pull_request: int) -> PublishedPreview | None:
        """The preview of a pull request."""
        return self.previews.get((service, pull_request))
