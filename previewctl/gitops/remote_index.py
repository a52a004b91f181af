"""The previews that GitHub's pull requests will have: what is looked up with `--index github`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.plan.catalogue import repository_of
from previewctl.plan.index import Gap, PreviewIndex, PublishedPreview
from previewctl.plan.names import names_of
from previewctl.plan.resolution import looks_up

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from previewctl.plan.asking import Asked
    from previewctl.plan.index import Key
    from previewctl.ports import PullRequests, RemotePullRequest
    from previewctl.spec.platform import PlatformSpec


def remote_index(
    wanted: Mapping[str, Asked], platform: PlatformSpec, pulls: PullRequests, published: PreviewIndex | None
) -> PreviewIndex:
    """An index of the dependencies in `wanted` that have to be looked up.

    Without `published` every open pull request with the label counts as a preview, for it gets one. With it those count that
    are published and still open and labelled. Raises RemoteError when GitHub does not say.
    """
    previews = dict(published.previews) if published else {}
    gaps: dict[Key, Gap] = {}
    for service, asked in sorted(wanted.items()):
        repository = repository_of(service, platform)
        if repository is None or not looks_up(asked):
            continue
        open_ones = {item.number: item for item in pulls.open_pull_requests(repository)}
        for item in open_ones.values():
            if gap := _gap(item, platform):
                gaps[service, item.number] = gap
            elif published is None:
                previews[service, item.number] = _expected(service, item, platform)
        for number in _closed(service, asked, open_ones, published):
            gaps[service, number] = _end(pulls.pull_request(repository, number))
    return PreviewIndex(previews, gaps)


def _gap(item: RemotePullRequest, platform: PlatformSpec) -> Gap | None:
    """Why an open pull request gets no preview."""
    if item.fork:
        return Gap.FORK
    return None if platform.label in item.labels else Gap.UNLABELLED


def _closed(
    service: str, asked: Asked, open_ones: Mapping[int, RemotePullRequest], published: PreviewIndex | None
) -> Iterator[int]:
    """The pull requests that matter and are not among the open ones: each is asked for by its number."""
    numbers = {number for name, number in (published.previews if published else ()) if name == service}
    numbers.add(asked.parsed.pull_request)
    yield from sorted(numbers - open_ones.keys() - {0})


def _end(item: RemotePullRequest | None) -> Gap:
    if item is None:
        return Gap.UNKNOWN
    return Gap.MERGED if item.merged else Gap.CLOSED


def _expected(service: str, item: RemotePullRequest, platform: PlatformSpec) -> PublishedPreview:
    url = names_of(service, item.number, platform.domain).url
    return PublishedPreview(service, item.number, item.repository, item.branch, item.head_sha, url)
