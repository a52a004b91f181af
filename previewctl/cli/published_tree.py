"""The part of the branch of previews that is about one pull request, from a checkout or from the repository's URL."""

from __future__ import annotations

import os
import re
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from previewctl.gitops.index import LARGEST_RECORD
from previewctl.gitops.record import read_record
from previewctl.render.record import RECORD, record_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from previewctl.compilation import LoadedPlatform
    from previewctl.gitops.repository import GitopsRepository

_TARGET = re.compile(r"pr-([1-9][0-9]{0,9})")
_SERVICE = re.compile(r"[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?")


def preview_called(service: str, target: str) -> str | None:
    """Where the record of a preview stands that a target names; None for any other target."""
    found = _TARGET.fullmatch(target)
    return f"{record_path(service, int(found[1]))}/{RECORD}" if found and _SERVICE.fullmatch(service) else None


@contextmanager
def published_tree(platform: LoadedPlatform, gitops: str, services: Sequence[str], pull_request: int) -> Iterator[Path]:
    """A directory in which the records and snapshots of these previews stand, and the records of previews that they call.

    A checkout is that already; from a URL only these files are fetched. RemoteError where it does not answer.
    """
    if os.path.isdir(gitops) and os.path.isdir(os.path.join(gitops, "previews")):
        yield Path(gitops)
        return
    from previewctl.cli.gitops_access import token_for
    from previewctl.gitops.repository import open_gitops

    with (
        tempfile.TemporaryDirectory(prefix="previewctl-report-", ignore_cleanup_errors=True) as scratch,
        open_gitops(gitops, platform.spec.gitops.branch, token=token_for(platform)) as repository,
    ):
        if repository.refresh() is not None:
            _fetch(repository, Path(scratch), services, pull_request)
        yield Path(scratch)


def _fetch(repository: GitopsRepository, root: Path, services: Sequence[str], pull_request: int) -> None:
    places = [record_path(service, pull_request) for service in services]
    found = repository.read([f"{place}/{name}" for place in places for name in (RECORD, "preview.yaml")])
    records = [read_record(content) for path, content in found.items() if path.endswith(f"/{RECORD}")]
    called = [preview_called(name, target) for record in records if record for name, target in record.targets.items()]
    found |= repository.read([path for path in called if path and path not in found])
    for path, content in found.items():
        if len(content) <= LARGEST_RECORD:
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
