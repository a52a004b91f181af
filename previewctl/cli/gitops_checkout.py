"""The checkout of a GitOps repository that a command reads, and the platform that its previews are planned with."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from previewctl.cli.discovery import PLATFORM, nearest_platform
from previewctl.cli.streams import harmless
from previewctl.compilation import LoadedPlatform, load_platform
from previewctl.errors import UsageError
from previewctl.source.read import STDIN
from previewctl.spec.embedded import embedded_platform

if TYPE_CHECKING:
    from previewctl.diagnostics.model import Diagnostic

Gitops = Annotated[
    str | None,
    typer.Option(
        "--gitops",
        metavar="DIR",
        envvar="PREVIEWCTL_GITOPS",
        help="A checkout of the branch with the previews. Without it: the current directory.",
    ),
]


def checkout_at(gitops: str | None) -> Path:
    """The directory that holds `previews/`; UsageError where there is none."""
    root = Path(gitops or ".")
    if not (root / "previews").is_dir():
        hint = "check out the branch with the previews, and name its directory: `--gitops DIR`"
        raise UsageError(f"there is no directory `previews` in {gitops or 'this directory'}", hint=hint)
    return root


def platform_for(root: Path, location: str | None, *, offline: bool) -> LoadedPlatform | list[Diagnostic]:
    """The platform that is named, or stands in the checkout, or around it; else previewctl's defaults, which it says."""
    from previewctl.integrations.platform_url import is_git_url

    if location and is_git_url(location):
        from previewctl.integrations.platform_repository import fetch_platform

        fetched = fetch_platform(location, offline=offline)
        if fetched.warning:
            print(harmless(f"warning: {fetched.warning}"), file=sys.stderr)
        return load_platform(fetched.path)
    # A workflow checks out two branches, one in the other: that of the platform is where it runs.
    path = location or nearest_platform([str(root / PLATFORM)]) or nearest_platform([STDIN])
    if path:
        return load_platform(path)
    print("note: there is no platform.yaml, so lifetimes and costs are those of previewctl's defaults", file=sys.stderr)
    return LoadedPlatform(embedded_platform({}), None, None)
