"""What planning needs to know of the world beyond the two files; filled in before planning starts."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from previewctl.plan.index import PreviewIndex

LOCAL_SHA = "0" * 40
"""The head SHA of a pull request that does not exist yet, outside of a Git checkout."""


class PullRequest(NamedTuple):
    """A pull request; number 0 stands for one that does not exist yet."""

    number: int
    branch: str
    head_sha: str
    repository: str | None = None


class SeedEngine(NamedTuple):
    """What a dataset was made with: an engine's version and the image, both empty where the lock does not say."""

    name: str
    version: str = ""
    image: str = ""


class SeedData(NamedTuple):
    """A dataset's version as its lock pins it: engines that it has data for, and its content hash.

    `migrations` has for each Django app the last ones that were applied when the data was made, mostly one.
    """

    dataset: str
    version: str
    content_hash: str
    engines: tuple[str, ...]
    made_with: tuple[SeedEngine, ...] = ()
    migrations: Mapping[str, tuple[str, ...]] = MappingProxyType({})

    def made_with_engine(self, name: str) -> SeedEngine:
        """What the data for an engine was made with."""
        return next((engine for engine in self.made_with if engine.name == name), SeedEngine(name))

    @property
    def tag(self) -> str:
        """The tag of its images: version and the first 12 digits of the hash."""
        return f"{self.version}-{self.content_hash[:12]}"


class BranchMigrations(NamedTuple):
    """The migrations of a branch: by `app.name` the digest of each one's content.

    `settings` is the settings module that preview.yaml names, which says where they are.
    """

    settings: str | None
    files: Mapping[str, str]


class Reset(NamedTuple):
    """The last time that the data started over: its first epoch, and why. `now`: it is this run that decided so."""

    epoch: int
    reasons: tuple[str, ...]
    now: bool = False


class Rest(NamedTuple):
    """What holds beside the schedule of sleep. `awake_until` is a time in RFC 3339, in UTC, until which the preview stays awake.

    `asleep`: somebody has put it to sleep, until it is published or woken.
    """

    awake_until: str | None = None
    asleep: bool = False


NO_REST = Rest()


class Facts(NamedTuple):
    """The pull request, the seed data found, and what earlier publications recorded.

    `broken_locks`: a lock of the dataset was found and could not be read. `datasets` are those that have a lock, where
    that of the preview has none. `today` judges `until`; `epoch` counts the resets of the data, `attempt` the times that
    the same commit was published again on purpose. `migrations` are the branch's, None where there is no Django project
    or nobody looked. `previews` are those that are published, None where nobody looked. `again`: what is published is
    rendered once more, so a target that is gone must not stop it. `image` is the one to run where it is not
    preview.yaml's with the head SHA as its tag. `rest` is what somebody, or a push, decided about its sleep.
    """

    pull_request: PullRequest
    seeds: Mapping[tuple[str, str], SeedData] = MappingProxyType({})
    broken_locks: bool = False
    datasets: tuple[str, ...] = ()
    today: date | None = None
    epoch: int = 0
    attempt: int = 0
    migrations: BranchMigrations | None = None
    reset: Reset | None = None
    previews: PreviewIndex | None = None
    image: str | None = None
    again: bool = False
    rest: Rest = NO_REST
