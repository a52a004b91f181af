"""Tells whether a published preview would still be resolved as it was: what has to be rendered again, without doing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.plan.consumers import consumer_origins
from previewctl.plan.dependencies import address_of
from previewctl.plan.index import PreviewIndex
from previewctl.plan.resolution import resolve
from previewctl.spec.platform import CatalogueEntry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.plan.index import Answer, Key, PublishedPreview
    from previewctl.spec.platform import PlatformSpec


def unsettled(index: PreviewIndex, platform: PlatformSpec) -> Iterator[Key]:
    """The published previews that the index of now would give another target, reason, address or consumer, sorted.

    Rendering those again changes what others see of them: two rounds are enough, for targets depend on which previews there
    are, and consumers on targets. The ends of overrides are not judged here: a record's `judgedUntil` tells them.
    """
    for key in sorted(index.previews):
        if not is_settled(index.previews[key], index, platform):
            yield key


def resettled(index: PreviewIndex, platform: PlatformSpec) -> PreviewIndex:
    """The index with the targets that its previews have once each of them has been rendered with it."""
    previews = dict(index.previews)
    for key, preview in index.previews.items():
        targets = {name: _target(name, answer, preview, index, platform) for name, answer in preview.answers.items()}
        if targets != preview.targets:
            previews[key] = preview._replace(targets=targets)
    return PreviewIndex(previews, index.gaps)


def _target(name: str, answer: Answer, preview: PublishedPreview, index: PreviewIndex, platform: PlatformSpec) -> str:
    entry = platform.services.get(name) or CatalogueEntry()
    return resolve(name, answer.asked, preview.branch, index, callable_staging=entry.callable).target


def is_settled(preview: PublishedPreview, index: PreviewIndex | None, platform: PlatformSpec) -> bool:
    """Whether the index gives a preview what its rendering has."""
    if not all(_holds(name, answer, preview, index, platform) for name, answer in preview.answers.items()):
        return False
    if preview.consumers is None:
        return True
    origins = consumer_origins(preview.service, preview.pull_request, platform.domain, index)
    return origins == preview.consumers


def _holds(
    name: str, answer: Answer, preview: PublishedPreview, index: PreviewIndex | None, platform: PlatformSpec
) -> bool:
    entry = platform.services.get(name) or CatalogueEntry()
    resolution = resolve(name, answer.asked, preview.branch, index, callable_staging=entry.callable)
    now = (resolution.target, resolution.reason, address_of(name, resolution, platform).internal.rstrip("/"))
    return now == (preview.targets[name], answer.reason, answer.internal_url)
