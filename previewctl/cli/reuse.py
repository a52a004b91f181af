"""Leaves previews alone that an earlier run has written from the same inputs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from previewctl.cli.clock import today
from previewctl.compilation import LoadedPlatform, seed_locks
from previewctl.gitops.history import branch_migrations
from previewctl.gitops.record import as_record, migrations_of
from previewctl.plan.catalogue import repository_of
from previewctl.plan.settled import is_settled
from previewctl.render.git_ids import git_blob
from previewctl.render.inputs import inputs_digest
from previewctl.render.record import record_path
from previewctl.write.unchanged import intact_record

if TYPE_CHECKING:
    from collections.abc import Callable

    from previewctl.plan.facts import BranchMigrations, PullRequest, SeedData
    from previewctl.plan.index import PreviewIndex
    from previewctl.source.read import SourceText

_SERVICE = re.compile(r"^service:[ \t]*[\"']?([a-z0-9-]+)", re.MULTILINE)
"""Only a guess at where the record may be: whether it fits is for the digests to say."""


def reuse_from(
    out: Path, previews: PreviewIndex | None = None
) -> Callable[[SourceText, LoadedPlatform, PullRequest], str | None]:
    """A function that gives the service of a preview that stands unchanged below `out`, and None for any other.

    `previews` are those that are published: what was resolved in them has to be so still.
    """

    def reuse(source: SourceText, platform: LoadedPlatform, pull_request: PullRequest) -> str | None:
        found = _SERVICE.search(source.text)
        if found is None:
            return None
        service = found.group(1)
        record = intact_record(f"{out}/{record_path(service, pull_request.number)}")
        try:
            same = record is not None and _same(record, service, source, platform, pull_request, previews)
        except (KeyError, TypeError, AttributeError):
            same = False
        return service if same else None

    return reuse


def _same(
    record: dict[str, Any],
    service: str,
    source: SourceText,
    platform: LoadedPlatform,
    pull_request: PullRequest,
    previews: PreviewIndex | None,
) -> bool:
    """Whether rendering would write the same; raises KeyError and the like for a record of another shape."""
    if record["service"] != service or record["warnings"]:
        return False
    if (end := record["facts"]["judgedUntil"]) is not None and end < today().isoformat():
        return False
    seed, known = _seed(record["facts"]["seed"], source, platform)
    request = pull_request._replace(repository=repository_of(service, platform.spec))
    known_as = as_record(record)
    if known_as is None or not is_settled(known_as.as_published(), previews, platform.spec):
        return False
    state = known_as.state._replace(migrations=_migrations(record["migrations"], source))
    return known and inputs_digest(git_blob(source.data), platform.digest, request, seed, state) == record["inputs"]


def _migrations(recorded: dict[str, Any] | None, source: SourceText) -> BranchMigrations | None:
    """Those of the branch as they are now, where an earlier run has looked for any."""
    if recorded is None:
        return None
    branch, found = branch_migrations(Path(source.path).parent, recorded["settings"])
    return found if branch else migrations_of(recorded)


def _seed(
    recorded: dict[str, str] | None, source: SourceText, platform: LoadedPlatform
) -> tuple[SeedData | None, bool]:
    """The recorded dataset as its lock is now, and whether there is one."""
    if recorded is None:
        return None, True
    locks, problems = seed_locks(source.path, platform, recorded["dataset"])
    for lock in locks:
        if lock.version == recorded["version"]:
            return lock, not problems
    return None, False
