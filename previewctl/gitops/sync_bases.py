"""Removes bases that no published preview names any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.gitops.holding import holding
from previewctl.gitops.landing import land
from previewctl.gitops.repository import Change
from previewctl.gitops.sync_landing import SYNC_TRAILER
from previewctl.render.bases import bases_digest
from previewctl.render.preview import BASES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from previewctl.gitops.holding import Holding, Key
    from previewctl.gitops.repository import GitopsRepository


def unreferenced(held: Holding, going: Collection[Key] = ()) -> tuple[str, ...]:
    """The bases that no preview names but those that go; none while a record cannot be read, which may name any.

    Bases that a run has just replaced stay until the next one: Argo CD may still be syncing an overlay that is built on
    them. Those of this previewctl stay.
    """
    kept = [item for key, item in held.previews.items() if key not in going]
    if any(item.record is None for item in kept):
        return ()
    named = {item.record.bases for item in kept if item.record is not None}
    return tuple(name for name in held.bases if name not in named and name != bases_digest())


def remove_bases(
    repository: GitopsRepository, names: Collection[str], say: Callable[[str], None]
) -> tuple[tuple[str, ...], str | None]:
    """Removes those of `names` that are unreferenced at the newest tip, too; gives them, and the commit, if there is one."""
    removed: tuple[str, ...] = ()

    def change(tip: GitopsRepository) -> Change | None:
        nonlocal removed
        removed = tuple(name for name in unreferenced(holding(tip)) if name in names)
        if not removed:
            return None
        files = dict.fromkeys(f"{BASES}/{name}" for name in removed)
        return Change(files, "sync: remove bases that no preview names", ((SYNC_TRAILER, "removal"),))

    commit = land(repository, change, say=say).commit
    return removed, commit
