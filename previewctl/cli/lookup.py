"""Which previews there are: in a checkout of the GitOps repository, on GitHub, or nobody has looked."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from previewctl.errors import UsageError

if TYPE_CHECKING:
    from datetime import date

    from previewctl.compilation import LoadedPlatform
    from previewctl.plan.index import PreviewIndex
    from previewctl.ports import PullRequests
    from previewctl.spec.platform import PlatformSpec
    from previewctl.spec.preview import PreviewSpec


class IndexSource(StrEnum):
    """Where targets are looked up besides a checkout."""

    GITHUB = "github"


GitOpsDirectory = Annotated[
    Path | None,
    typer.Option(
        "--gitops",
        metavar="DIR",
        help="A checkout of the branch `previews`: targets are looked up among what is published in it.",
    ),
]
Index = Annotated[
    IndexSource | None,
    typer.Option("--index", help="Look targets up among the open pull requests on GitHub too."),
]


class LookupOptions(NamedTuple):
    """What the command line says about looking targets up."""

    gitops: Path | None = None
    source: IndexSource | None = None

    @property
    def looks(self) -> bool:
        """Whether anything is looked up."""
        return self.gitops is not None or self.source is not None


NO_LOOKUP = LookupOptions()


class Lookup:
    """The index of previews for each preview.yaml of a run; the checkout is read once."""

    def __init__(self, options: LookupOptions) -> None:
        """Raises UsageError for a directory that cannot be a checkout of that branch."""
        self._options = options
        self._published = _published(options.gitops) if options.gitops else None
        self._pulls: PullRequests | None = None

    @property
    def published(self) -> PreviewIndex | None:
        """What is published; None without a checkout."""
        return self._published

    def previews(self, spec: PreviewSpec, known: LoadedPlatform, today: date) -> PreviewIndex | None:
        """The index for one preview.yaml; None where nobody looks.

        Raises RemoteError when GitHub does not say, and UsageError without a platform.yaml, which knows the repositories.
        """
        if self._options.source is None or not spec.dependencies:
            return self._published
        platform = known.spec
        if known.document is None:
            raise UsageError(
                "`--index github` needs a platform.yaml: it says which repository each service has",
                hint="pass --platform",
            )
        from previewctl.gitops.remote_index import remote_index
        from previewctl.plan.asking import asked_of

        wanted = {name: asked_of(name, spec, platform, today) for name in spec.dependencies}
        return remote_index(wanted, platform, self._client(platform), self._published)

    def _client(self, platform: PlatformSpec) -> PullRequests:
        if self._pulls is None:
            from previewctl.integrations.github import github

            self._pulls = github(platform.github, os.environ)
        return self._pulls


def _published(directory: Path) -> PreviewIndex:
    from previewctl.gitops.index import index_of

    if not (directory / "previews").is_dir():
        raise UsageError(
            f"{directory} has no directory `previews`",
            hint="name a checkout of the branch that previews are published to: `git clone --branch previews …`",
        )
    return index_of(directory)
