"""The branch of previews as commands that operate on published previews read it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.compilation import LoadedPlatform
    from previewctl.gitops.repository import GitopsRepository
    from previewctl.lifecycle.subjects import Standing


class Branch(NamedTuple):
    """Every preview whose record can be read, and how many others there are."""

    previews: tuple[Standing, ...]
    unreadable: int


@contextmanager
def opened(platform: LoadedPlatform, gitops: str | None) -> Iterator[GitopsRepository]:
    """The branch of previews of the repository that `--gitops` names, platform.yaml's otherwise, at its tip."""
    from previewctl.cli.gitops_access import token_for
    from previewctl.gitops.repository import open_gitops

    settings = platform.spec.gitops
    with open_gitops(gitops or settings.url, settings.branch, token=token_for(platform)) as repository:
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
    return Branch(tuple(previews), len(keys) - len(found))
