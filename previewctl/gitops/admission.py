"""Whether a pull request may have a preview: what the platform allows, asked before anything is written."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from previewctl import __version__
from previewctl.diagnostics.catalogue import FORK_NOT_ADMITTED, OF_ANOTHER_REPOSITORY, TOO_MANY_PREVIEWS
from previewctl.diagnostics.excerpt import quoted
from previewctl.diagnostics.model import FILE_START, Diagnostic, Location, Related
from previewctl.errors import UsageError
from previewctl.plan.catalogue import repository_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from previewctl.compilation import LoadedPlatform
    from previewctl.ports import RemotePullRequest
    from previewctl.spec.platform import PlatformSpec


class Standing(StrEnum):
    """Where a pull request stands; each word completes "pull request 12 …". Only a `WANTED` one is published."""

    WANTED = "wants a preview"
    GONE = "does not exist"
    MERGED = "is merged"
    CLOSED = "is closed"
    UNLABELLED = "is not labelled"
    FORK = "comes from a fork"


def standing(pull_request: RemotePullRequest | None, platform: PlatformSpec) -> Standing:
    """Where a pull request stands, as GitHub has it now. Drafts count like all others; the label is compared exactly."""
    if pull_request is None:
        return Standing.GONE
    if not pull_request.open:
        return Standing.MERGED if pull_request.merged else Standing.CLOSED
    if platform.label not in pull_request.labels:
        return Standing.UNLABELLED
    if pull_request.fork and not is_trusted(pull_request.author, platform):
        return Standing.FORK
    return Standing.WANTED


def is_trusted(author: str, platform: PlatformSpec) -> bool:
    """Whether the platform names this author's forks. GitHub's logins are the same in upper and lower case."""
    return author.casefold() in {login.casefold() for login in platform.github.fork_authors}


def fork_refused(number: int, author: str | None, platform: LoadedPlatform) -> Diagnostic:
    """The finding about a fork's pull request, at the place where its author could be named."""
    by = f" by {quoted(author)}" if author else ""
    return FORK_NOT_ADMITTED.at(
        _in_platform(platform, "github"),
        f"pull request {number}{by} comes from a fork",
        help="push the branch to the repository itself, or name the author under `github.forkAuthors`",
    )


def owned_services(repository: str, platform: PlatformSpec) -> tuple[str, ...]:
    """The services of the catalogue that have previews and live in a repository, `owner/name`, sorted."""
    wanted = repository.casefold()
    return tuple(
        service
        for service in sorted(platform.services)
        if platform.services[service].previews and (repository_of(service, platform) or "").casefold() == wanted
    )


def refused_service(service: str, repository: str, where: Location, platform: LoadedPlatform) -> Diagnostic | None:
    """Why a repository may not publish a service; None where it may. A service has exactly one repository."""
    owner = repository_of(service, platform.spec)
    if owner is None:
        message = f"the catalogue has no service {quoted(service)}"
        solution = "add it under `services` in platform.yaml"
    elif not platform.spec.services[service].previews:
        message = f"the catalogue says that {quoted(service)} has no previews"
        solution = "take `previews: false` away in platform.yaml"
    elif owner.casefold() != repository.casefold():
        message = f"{quoted(service)} belongs to {quoted(owner)}, and this pull request is in {quoted(repository)}"
        solution = "name the service as the catalogue has it, or correct its `repository` in platform.yaml"
    else:
        return None
    related = (Related(_in_platform(platform, "services"), "the catalogue"),)
    return OF_ANOTHER_REPOSITORY.at(where, message, help=solution, related=related)


def too_many(
    service: str, number: int, published: Collection[tuple[str, int]], where: Location, platform: LoadedPlatform
) -> Diagnostic | None:
    """Whether a new preview would be one too many; `published` are the services and numbers of those that are there."""
    if (service, number) in published:
        return None
    ceilings = platform.spec.ceilings
    of_service = sum(name == service for name, _ in published)
    if of_service >= ceilings.previews_per_service:
        message = f"{quoted(service)} has {of_service} previews already"
        allowed = f"`ceilings.previewsPerService` is {ceilings.previews_per_service}"
    elif len(published) >= ceilings.previews:
        message, allowed = f"there are {len(published)} previews already", f"`ceilings.previews` is {ceilings.previews}"
    else:
        return None
    related = (Related(_in_platform(platform, "ceilings"), allowed),)
    solution = "take the label off a pull request that needs no preview, or raise the ceiling"
    return TOO_MANY_PREVIEWS.at(where, message, help=solution, related=related)


def check_writer(platform: LoadedPlatform) -> None:
    """UsageError unless this previewctl may write under this platform: a real one, which pins this version or none."""
    if platform.document is None:
        raise UsageError("nothing is published without a platform.yaml", hint="name it: `--platform FILE|GIT-URL`")
    pinned = platform.spec.previewctl
    if pinned is not None and pinned != __version__:
        raise UsageError(
            f"platform.yaml says that previewctl {pinned} writes, and this is {__version__}",
            hint=f"install that one: `pip install previewctl=={pinned}`",
        )


def _in_platform(platform: LoadedPlatform, key: str) -> Location:
    document = platform.document
    if document is None:
        return Location("platform.yaml", FILE_START)
    return document.key_location((key,))
