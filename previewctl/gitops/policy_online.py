"""Asks GitHub whether the snapshots are those of the pull requests: an honest rendering of a forged one shows in nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import FORGED_SNAPSHOT, UNCONFIRMED_PREVIEW
from previewctl.diagnostics.excerpt import quoted
from previewctl.gitops.admission import Standing, standing
from previewctl.gitops.policy_findings import at_file
from previewctl.plan.catalogue import repository_of
from previewctl.render.record import RECORD, record_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from previewctl.diagnostics.model import Diagnostic
    from previewctl.gitops.record import Record
    from previewctl.ports import PullRequests, RemotePullRequest
    from previewctl.spec.platform import PlatformSpec

_NAMES = ("preview.yaml", "preview.yml")


def confirm(records: Iterable[Record], platform: PlatformSpec, source: PullRequests) -> Iterator[Diagnostic]:
    """Compares each record with its pull request, and its snapshot's blob with the one at its commit.

    Two requests for each preview. RemoteError where GitHub does not say.
    """
    for record in records:
        repository = repository_of(record.service, platform)
        if repository is not None:
            found = source.pull_request(repository, record.pull_request)
            yield from _of_pull_request(record, found, platform)
            yield from _of_snapshot(record, repository, platform, source)


def _of_pull_request(record: Record, found: RemotePullRequest | None, platform: PlatformSpec) -> Iterator[Diagnostic]:
    path = f"{record_path(record.service, record.pull_request)}/{RECORD}"
    where = standing(found, platform)
    if where is Standing.FORK:
        message = f"pull request {record.pull_request} {where}, and the platform does not name its author"
        yield at_file(FORGED_SNAPSHOT, path, message, help="remove the preview")
    elif where is not Standing.WANTED or found is None:
        message = f"pull request {record.pull_request} {where}"
        yield at_file(UNCONFIRMED_PREVIEW, path, message, help="`previewctl sync` removes it when that is proven")
    elif found.branch != record.branch:
        message = (
            f"this record names the branch {quoted(record.branch)}, and the pull request is of {quoted(found.branch)}"
        )
        yield at_file(FORGED_SNAPSHOT, path, message, help="publish the preview again")
    elif found.head_sha != record.head_sha:
        message = f"the pull request is at {found.head_sha[:12]} by now, this preview at {record.head_sha[:12]}"
        yield at_file(
            UNCONFIRMED_PREVIEW, path, message, help="wait for its publication, or look at the workflow's run"
        )


def _of_snapshot(record: Record, repository: str, platform: PlatformSpec, source: PullRequests) -> Iterator[Diagnostic]:
    directory = platform.services[record.service].path.strip("/")
    start = "" if directory in {"", "."} else f"{directory}/"
    blobs = source.blobs(repository, record.head_sha)
    path = next((start + name for name in _NAMES if start + name in blobs), None)
    if path is None:
        message = f"{quoted(repository)} has no {start}{_NAMES[0]} at {record.head_sha[:12]}"
    elif blobs[path] != record.blob:
        message = f"this is not the {path} of {quoted(repository)} at {record.head_sha[:12]}"
    else:
        return
    snapshot = f"{record_path(record.service, record.pull_request)}/preview.yaml"
    yield at_file(FORGED_SNAPSHOT, snapshot, message, help="publish the preview again, or remove it")
