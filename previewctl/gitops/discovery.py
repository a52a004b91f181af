"""Finds labelled pull requests that are not published at their head, and publishes those whose image is there."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from previewctl.diagnostics.catalogue import IMAGE_NOT_FOUND
from previewctl.diagnostics.model import Severity
from previewctl.errors import RemoteError
from previewctl.gitops.admission import Standing, owned_services, standing
from previewctl.gitops.holding import holding
from previewctl.gitops.judging import HeadJudge
from previewctl.gitops.landing import land
from previewctl.gitops.publication import PUBLISHED, Options, Publication
from previewctl.gitops.pulling import pulled
from previewctl.plan.catalogue import repository_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from previewctl.compilation import LoadedPlatform
    from previewctl.diagnostics.model import Diagnostic
    from previewctl.gitops.holding import Holding
    from previewctl.gitops.repository import GitopsRepository
    from previewctl.ports import PullRequests
    from previewctl.spec.platform import PlatformSpec

MOST = 50
"""Publications of one run: each is a commit and a push of its own, and the next run goes on."""


class Discovered(NamedTuple):
    """What became of a pull request: `published`, `unchanged`, `waiting` for its image, `refused`, or `failed`; and why."""

    repository: str
    number: int
    outcome: str
    text: str = ""
    services: tuple[str, ...] = ()
    findings: tuple[Diagnostic, ...] = ()


class Discovery(NamedTuple):
    """Who is asked, and what is done: without `apply` only the candidates are named."""

    source: PullRequests
    has_image: Callable[[str], bool] | None
    today: date
    apply: bool
    say: Callable[[str], None] = lambda _: None


def candidates(
    held: Holding, platform: PlatformSpec, source: PullRequests
) -> tuple[list[tuple[str, int]], tuple[str, ...]]:
    """The pull requests that want a preview and lack it at their head, in the order of repositories and numbers.

    A line for each repository whose pull requests GitHub does not give.
    """
    repositories = {repository_of(name, platform) for name, entry in platform.services.items() if entry.previews}
    found, failures = [], []
    for repository in sorted(item for item in repositories if item):
        services = owned_services(repository, platform)
        try:
            for item in sorted(source.open_pull_requests(repository), key=lambda item: item.number):
                published = [held.previews.get((service, item.number)) for service in services]
                records = [preview.record for preview in published if preview]
                # A service without a directory may have no preview.yaml in this pull request: one of them is enough.
                current = [record for record in records if record and record.head_sha == item.head_sha]
                if standing(item, platform) is Standing.WANTED and (not current or len(current) < len(records)):
                    found.append((repository, item.number))
        except RemoteError as error:
            failures.append(f"{repository}: {error}")
    return found, tuple(failures)


def discover(
    repository: GitopsRepository, platform: LoadedPlatform, how: Discovery
) -> tuple[tuple[Discovered, ...], tuple[str, ...]]:
    """Publishes what the candidates want, through the API alone; and the failures. One that fails stops no other."""
    repository.refresh()
    found, failures = candidates(holding(repository), platform.spec, how.source)
    return tuple(_published(found[:MOST], repository, platform, how)), failures


def _published(
    found: Iterable[tuple[str, int]], gitops: GitopsRepository, platform: LoadedPlatform, how: Discovery
) -> Iterator[Discovered]:
    for repository, number in found:
        with tempfile.TemporaryDirectory(prefix="previewctl-discover-", ignore_cleanup_errors=True) as scratch:
            try:
                yield _one(repository, number, gitops, platform, how, Path(scratch))
            except RemoteError as error:
                yield Discovered(repository, number, "failed", str(error))


def _one(
    repository: str, number: int, gitops: GitopsRepository, platform: LoadedPlatform, how: Discovery, scratch: Path
) -> Discovered:
    found = pulled(how.source, repository, number, platform, scratch)
    if found.verdict is not None:
        return Discovered(repository, number, found.verdict.outcome, found.verdict.text)
    errors = tuple(item for item in found.findings if item.severity is Severity.ERROR)
    if found.request is None or not found.request.candidates:
        reason = errors[0].message if errors else "; ".join(found.notes)
        return Discovered(repository, number, "refused" if errors else "unchanged", reason, findings=errors)
    judge = HeadJudge(how.source, platform.spec, repository, number, found.request.head_sha)
    publication = Publication(found.request, platform, Options(how.today, has_image=how.has_image), judge)
    if how.apply:
        land(gitops, publication, say=how.say)
    else:
        publication(gitops)
    return _result(repository, number, publication, errors)


def _result(repository: str, number: int, publication: Publication, errors: tuple[Diagnostic, ...]) -> Discovered:
    services = tuple(item.service for item in publication.results if item.outcome == PUBLISHED)
    problems = (*errors, *(item for item in publication.findings if item.severity is Severity.ERROR))
    others = tuple(item for item in problems if item.code != IMAGE_NOT_FOUND.code)
    if services:
        return Discovered(repository, number, "published", "", services, others)
    if others:
        return Discovered(repository, number, "refused", others[0].message, findings=others)
    if problems:
        return Discovered(repository, number, "waiting", problems[0].message)
    reasons = [item.text for item in publication.results if item.text]
    return Discovered(repository, number, "unchanged", "; ".join(reasons))
