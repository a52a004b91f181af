"""What commands that operate on published previews read first: platform.yaml, and the branch of previews."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from previewctl.cli.discovery import nearest_platform
from previewctl.cli.inputs import Inputs
from previewctl.cli.printing import print_findings
from previewctl.compilation import load_platform
from previewctl.errors import UsageError
from previewctl.reporters.findings.formats import FindingsFormat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.cli.options import Color
    from previewctl.compilation import LoadedPlatform
    from previewctl.gitops.repository import GitopsRepository
    from previewctl.lifecycle.subjects import Standing


class Branch(NamedTuple):
    """The branch of previews as it is now: the repository, and every preview whose record can be read."""

    repository: GitopsRepository
    previews: tuple[Standing, ...]
    unreadable: int


def platform_for(location: str | None, offline: bool | None, color: Color) -> LoadedPlatform:
    """The platform.yaml that `--platform` names, or the nearest one; what is wrong with it goes to standard error."""
    path = location or nearest_platform(["preview.yaml"])
    if path is None:
        raise UsageError("there is no platform.yaml", hint="name it: `--platform FILE|GIT-URL`")
    from previewctl.integrations.platform_url import is_git_url

    if is_git_url(path):
        from previewctl.integrations.platform_repository import fetch_platform

        path = fetch_platform(path, offline=bool(offline)).path
    loaded = load_platform(path)
    if isinstance(loaded, list):
        print_findings(Inputs(diagnostics=loaded), FindingsFormat.FULL, sys.stderr, color)
        raise UsageError(f"{path} cannot be used", hint="correct what is said above")
    return loaded


@contextmanager
def opened(platform: LoadedPlatform, gitops: str | None) -> Iterator[GitopsRepository]:
    """The branch of previews of the repository that `--gitops` names, platform.yaml's otherwise, at its tip."""
    from previewctl.gitops.repository import open_gitops

    settings = platform.spec.gitops
    with open_gitops(gitops or settings.url, settings.branch) as repository:
        repository.refresh()
        yield repository


def standing(repository: GitopsRepository) -> Branch:
    """Every preview at the tip, with the times that its preview.yaml asks for."""
    from previewctl.gitops.rerender import SNAPSHOT
    from previewctl.gitops.tip import published, records
    from previewctl.lifecycle.subjects import Standing, lifetime_in
    from previewctl.render.record import record_path

    keys = published(repository) if repository.tip else set()
    found = records(repository, keys)
    paths = {key: f"{record_path(*key)}/{SNAPSHOT}" for key in found}
    snapshots = repository.read(paths.values())
    previews = []
    for key in sorted(found):
        snapshot = snapshots.get(paths[key])
        previews.append(Standing(found[key], lifetime_in(snapshot) if snapshot is not None else None))
    return Branch(repository, tuple(previews), len(keys) - len(found))
