"""Brings together what GitHub, the GitOps repository and the counters of requests know of each pull request."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from previewctl.lifecycle.activity import activity_of
from previewctl.lifecycle.policy import longest, policy_of, times_of
from previewctl.lifecycle.verdict import Key, Subject
from previewctl.lifecycle.warnings import read_warnings
from previewctl.plan.catalogue import repository_of
from previewctl.plan.names import names_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from previewctl.gitops.record import Record
    from previewctl.ports import Labelled
    from previewctl.spec.platform import PlatformSpec
    from previewctl.spec.preview import Lifetime

_KEPT_SNAPSHOTS = 256
_TARGET = re.compile(r"pr-([1-9][0-9]{0,9})")


class Standing(NamedTuple):
    """A published preview: its record, and the times that its preview.yaml asks for; None where it says none."""

    record: Record
    lifetime: Lifetime | None = None


class Used(NamedTuple):
    """When other systems last saw a preview in use: by signal and namespace.

    `missing` are signals that did not answer; `unknown` those that have no word about a namespace.
    """

    last: Mapping[tuple[str, str], datetime] = MappingProxyType({})
    missing: tuple[str, ...] = ()
    unknown: frozenset[tuple[str, str]] = frozenset()


def subjects_of(
    labelled: Labelled,
    published: Iterable[Standing],
    platform: PlatformSpec,
    now: datetime,
    used: Used,
    noted: Callable[[str], Mapping[str, str]],
) -> list[Subject]:
    """What decides about each labelled pull request that has a preview.

    `noted` gives the notes in one of previewctl's comments.
    """
    policy, previews = policy_of(platform), defaultdict[Key, list[Standing]](list)
    for standing in published:
        if (key := key_of(standing.record, platform)) is not None:
            previews[key].append(standing)
    found = []
    for item in labelled.pull_requests:
        own = previews.get((item.repository.casefold(), item.number), [])
        if not own:
            continue
        signals, missing = _signals(own, platform, used)
        found.append(
            Subject(
                repository=item.repository,
                number=item.number,
                author=item.author,
                head_sha=item.head_sha,
                labels=item.labels,
                services=tuple(sorted(standing.record.service for standing in own)),
                activity=activity_of(item, now, bots=policy.bots, signals=signals, missing=missing),
                times=longest(times_of(standing.lifetime, platform) for standing in own),
                warnings=read_warnings(map(noted, item.comments)),
            )
        )
    return found


def users_of(published: Iterable[Standing], platform: PlatformSpec) -> dict[Key, frozenset[Key]]:
    """For each pull request those whose previews call one of its previews."""
    found = defaultdict[Key, set[Key]](set)
    for standing in published:
        user = key_of(standing.record, platform)
        for service, text in standing.record.targets.items():
            target, repository = _TARGET.fullmatch(text), repository_of(service, platform)
            if user and repository and target:
                found[repository.casefold(), int(target[1])].add(user)
    return {key: frozenset(users) for key, users in found.items()}


def key_of(record: Record, platform: PlatformSpec) -> Key | None:
    """The pull request of a record: in the repository that the catalogue names, for a record is text of a pull request."""
    repository = repository_of(record.service, platform)
    return (repository.casefold(), record.pull_request) if repository else None


@lru_cache(maxsize=_KEPT_SNAPSHOTS)
def lifetime_in(snapshot: bytes) -> Lifetime | None:
    """The `lifetime` of a preview.yaml; None where it cannot be read."""
    from previewctl.compilation import load_preview
    from previewctl.source.encoding import decode
    from previewctl.source.read import MAX_BYTES, SourceText

    text = decode(snapshot, "preview.yaml") if len(snapshot) <= MAX_BYTES else None
    if not isinstance(text, str):
        return None
    loaded = load_preview(SourceText("preview.yaml", text, snapshot))
    return None if isinstance(loaded, list) else loaded.spec.lifetime


def _signals(
    own: list[Standing], platform: PlatformSpec, used: Used
) -> tuple[dict[str, datetime | None], tuple[str, ...]]:
    """The last use by each signal, and what is missing: nobody has requests to count for a preview that listens nowhere."""
    spaces = {namespace_of(standing.record, platform): standing.record for standing in own}
    found: dict[str, datetime | None] = {}
    for (signal, namespace), at in used.last.items():
        before = found.get(signal)
        if namespace in spaces and (before is None or at > before):
            found[signal] = at
    unknown = [
        f"{signal} of {namespace}"
        for signal, namespace in sorted(used.unknown)
        if namespace in spaces and not (signal == "traffic" and spaces[namespace].silent)
    ]
    return found, (*used.missing, *unknown)


def namespace_of(record: Record, platform: PlatformSpec) -> str:
    """The namespace of a preview."""
    return names_of(record.service, record.pull_request, platform.domain).namespace
