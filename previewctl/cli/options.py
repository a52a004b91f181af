"""The options that mean the same in every command."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class Color(StrEnum):
    """When to use colour."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


Paths = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[PATH]…",
        help="preview.yaml files, directories with some, or `-` for standard input. Without any: the nearest one above.",
    ),
]
Platform = Annotated[
    str | None,
    typer.Option(
        "--platform",
        metavar="FILE|GIT-URL",
        envvar="PREVIEWCTL_PLATFORM",
        help="platform.yaml, or the Git URL of one. Without it: that of the settings, the nearest one above, else defaults.",
    ),
]
Offline = Annotated[
    bool | None,
    typer.Option(
        "--offline/--no-offline", envvar="PREVIEWCTL_OFFLINE", help="Fetch nothing; use the kept copy of a Git URL."
    ),
]
PullRequestNumber = Annotated[
    int,
    typer.Option(
        "--pr",
        min=0,
        max=2_147_483_647,
        metavar="N",
        help="The pull request; 0 stands for one that does not exist yet.",
    ),
]
Branch = Annotated[
    str | None, typer.Option("--branch", metavar="B", help="The pull request's branch; from git otherwise.")
]
Sha = Annotated[
    str | None,
    typer.Option("--sha", metavar="S", help="The full SHA of its head, which is the image's tag; from git otherwise."),
]
Gitops = Annotated[
    str | None,
    typer.Option(
        "--gitops",
        metavar="URL|DIR",
        envvar="PREVIEWCTL_GITOPS",
        help="The GitOps repository; the one that platform.yaml names otherwise.",
    ),
]
Repository = Annotated[
    str | None,
    typer.Option(
        "--repository", metavar="OWNER/NAME", help="The repository of the pull request, to be read from GitHub."
    ),
]
WriterPlatform = Annotated[
    str | None,
    typer.Option(
        "--platform",
        metavar="FILE|GIT-URL",
        envvar="PREVIEWCTL_PLATFORM",
        help="platform.yaml, or the Git URL of one. Without it: the one on the GitOps repository's branch `main`.",
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Write nothing; say what would be written.")]
Sign = Annotated[
    bool, typer.Option("--sign", help="Sign the commit, as git is set up to: `gpg.format`, `user.signingKey`.")
]
ColorOption = Annotated[Color, typer.Option("--color", help="When to use colour.")]
Quiet = Annotated[
    int, typer.Option("--quiet", "-q", count=True, show_default=False, help="Print findings only; twice: nothing.")
]
Verbose = Annotated[
    int, typer.Option("--verbose", "-v", count=True, show_default=False, help="Say what was read, and what was not.")
]
GitopsTree = Annotated[
    str | None,
    typer.Option(
        "--gitops", metavar="DIR", help="A checkout of the GitOps repository: all previews that are published in it."
    ),
]
