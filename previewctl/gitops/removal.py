"""Removes the previews of a pull request, and the bases that nothing else names."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.gitops.admission import Standing, standing
from previewctl.gitops.order import PREVIEW_TRAILER
from previewctl.gitops.repository import Change
from previewctl.gitops.tip import published, unreferenced_bases
from previewctl.render.record import record_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from previewctl.gitops.repository import GitopsRepository
    from previewctl.gitops.tip import Key
    from previewctl.ports import PullRequests
    from previewctl.spec.platform import PlatformSpec


class Removed(NamedTuple):
    """What went: previews, and directories of bases; or why nothing did."""

    previews: tuple[Key, ...] = ()
    bases: tuple[str, ...] = ()
    kept: str = ""


class Removal:
    """Makes the change that removes the previews of one pull request; `removed` is what the last one does."""

    def __init__(self, services: Iterable[str], number: int, still_wanted: Callable[[], str] = lambda: "") -> None:
        """`still_wanted` says after each fetch why the previews stay, if they do."""
        self.removed = Removed()
        self._keys = {(service, number) for service in services}
        self._still_wanted = still_wanted

    def __call__(self, tip: GitopsRepository) -> Change | None:
        """What is to be changed at a tip; None where nothing of it is there."""
        going = sorted(self._keys & published(tip))
        self.removed = Removed()
        if not going:
            return None
        if reason := self._still_wanted():
            self.removed = Removed(kept=reason)
            return None
        bases = unreferenced_bases(tip, going)
        self.removed = Removed(tuple(going), tuple(bases))
        paths = [*(record_path(*key) for key in going), *bases]
        names = ", ".join(f"{service}/pr-{number}" for service, number in going)
        trailers = tuple((PREVIEW_TRAILER, f"{service}/pr-{number}") for service, number in going)
        return Change(dict.fromkeys(paths), f"{names}: remove", trailers)


def wants_previews(source: PullRequests, platform: PlatformSpec, repository: str, number: int) -> str:
    """Why the previews of a pull request stay: it is open and labelled. Empty where they may go."""
    where = standing(source.pull_request(repository, number), platform)
    return f"pull request {number} of {repository} is open and {where}" if where is Standing.WANTED else ""
