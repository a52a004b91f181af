"""What closed pull requests have left behind: directories, deployments, comments that say a preview is there, and images."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from previewctl.gitops.tip import Key
    from previewctl.integrations.github.traces import Trace

_TASK = re.compile(r"preview:(?P<service>[a-z][-a-z0-9]{0,39}):pr-(?P<number>[1-9][0-9]{0,9})")
_COMMENT = re.compile(r"<!-- previewctl:preview service=(?P<service>[a-z][-a-z0-9]{0,39}) -->\r?\n")
_GONE = re.compile(r"^### .* has gone\s*$", re.MULTILINE)


class Kind(StrEnum):
    """What is left."""

    DIRECTORY = "directory"
    DEPLOYMENT = "deployment"
    COMMENT = "comment"
    IMAGE = "image"


class Orphan(NamedTuple):
    """Something whose pull request wants no preview any more, and why: `pull request 7 is merged`. `text` names it."""

    kind: Kind
    repository: str
    service: str
    number: int
    text: str
    why: str


class Left(NamedTuple):
    """What was found in one repository: published previews, tasks of deployments, and pull requests with their comments."""

    repository: str
    services: tuple[str, ...]
    directories: tuple[Key, ...]
    tasks: tuple[str, ...]
    traces: tuple[Trace, ...]


def claims(left: Left) -> set[int]:
    """The pull requests that something is left of, perhaps: only these have to be asked about."""
    found = {number for _, number in left.directories}
    found |= {number for _, number in _deployed(left)}
    return found | {number for _, number in _commented(left)}


def orphans(left: Left, unwanted: Mapping[int, str]) -> list[Orphan]:
    """What is left of the pull requests in `unwanted`, which has the reason for each: `is merged`.

    A pull request that nobody could read is not among them, so what it left stays.
    """
    kinds = ((Kind.DIRECTORY, left.directories), (Kind.DEPLOYMENT, _deployed(left)), (Kind.COMMENT, _commented(left)))
    names = {
        Kind.DIRECTORY: "previews/{}/pr-{}",
        Kind.DEPLOYMENT: "preview:{}:pr-{}",
        Kind.COMMENT: "says {}/pr-{} is there",
    }
    return [
        Orphan(
            kind, left.repository, service, number, names[kind].format(service, number), f"pull request {number} {why}"
        )
        for kind, keys in kinds
        for service, number in sorted(set(keys))
        if (why := unwanted.get(number)) is not None
    ]


def image_orphans(left: Left, unwanted: Mapping[int, str], tags: Mapping[str, frozenset[str]]) -> list[Orphan]:
    """The images of heads that are not published any more; `tags` has those of each image's repository.

    They are named and never deleted: a merged commit's image may be what production runs.
    """
    return [
        Orphan(
            Kind.IMAGE,
            left.repository,
            "",
            trace.number,
            f"{image}:{trace.head_sha}",
            f"pull request {trace.number} {why}",
        )
        for image, there in sorted(tags.items())
        for trace in left.traces
        if trace.head_sha in there and (why := unwanted.get(trace.number)) is not None
    ]


def _deployed(left: Left) -> Iterator[Key]:
    for task in left.tasks:
        found = _TASK.fullmatch(task)
        if found and found["service"] in left.services:
            yield found["service"], int(found["number"])


def _commented(left: Left) -> Iterator[Key]:
    for trace in left.traces:
        for body in trace.comments:
            found = _COMMENT.match(body)
            if found and found["service"] in left.services and not _GONE.search(body):
                yield found["service"], trace.number


def by_preview(found: Iterable[Orphan]) -> dict[tuple[str, str, int], list[Orphan]]:
    """The orphans that one act each takes away, by repository, service and pull request."""
    grouped: dict[tuple[str, str, int], list[Orphan]] = {}
    for item in found:
        grouped.setdefault((item.repository, item.service, item.number), []).append(item)
    return grouped
