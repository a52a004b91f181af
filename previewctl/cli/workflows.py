"""`previewctl workflows`."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from previewctl.cli.discovery import NAMES, PLATFORM, find_previews
from previewctl.cli.options import Color, ColorOption, Offline, Platform, Quiet
from previewctl.cli.written_files import FilesFormat, Writing, write_files
from previewctl.errors import UsageError

if TYPE_CHECKING:
    from previewctl.render.tree import FileTree
    from previewctl.render.workflow_views import GitOpsView, ServiceView
    from previewctl.spec.platform import PlatformSpec


class Kind(StrEnum):
    """What a repository is."""

    APP = "app"
    GITOPS = "gitops"
    SEED = "seed"


class Mode(StrEnum):
    """Who publishes previews."""

    PULL = "pull"
    PUSH = "push"


def workflows(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH]…", help="The preview.yaml files of an app. Without any: all here and below."),
    ] = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The directory that gets `workflows/`.")] = Path(
        ".github"
    ),
    kinds: Annotated[
        list[Kind] | None,
        typer.Option("--kind", help="What this repository is; may be repeated. Without it: what its files say."),
    ] = None,
    mode: Annotated[
        Mode,
        typer.Option(
            "--mode",
            help="`pull`: an app asks the GitOps repository to publish (recommended); `push`: it publishes by itself.",
        ),
    ] = Mode.PULL,
    platform: Platform = None,
    offline: Offline = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 when a file differs.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Write nothing; show what differs.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing; say what would be written.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace files that previewctl did not write.")] = False,
    form: Annotated[FilesFormat, typer.Option("--format", help="How the result is printed.")] = FilesFormat.TEXT,
    color: ColorOption = Color.AUTO,
    quiet: Quiet = 0,
) -> int:
    """Write the GitHub workflows of this repository: of an app, of seed data, or of the GitOps repository."""
    from previewctl.cli.platform_file import needed_platform
    from previewctl.render.tree import FileTree

    wanted = list(dict.fromkeys(kinds or _kinds(paths)))
    spec = needed_platform(platform or (PLATFORM if wanted == [Kind.GITOPS] else None), offline=offline).spec
    tree = FileTree()
    for kind in wanted:
        tree = tree.merged(rendered(kind, spec, paths, mode))
    return write_files(tree, Writing(out, check, diff, dry_run, force, form, color, quiet))


def _kinds(paths: list[str] | None) -> list[Kind]:
    """What the files here say the repository is."""
    from previewctl.cli.seed.places import SEED_DATA

    found = []
    if paths or any(os.path.isfile(name) for name in NAMES) or _has_previews():
        found.append(Kind.APP)
    elif os.path.isfile(PLATFORM):
        found.append(Kind.GITOPS)
    if os.path.isdir(SEED_DATA):
        found.append(Kind.SEED)
    if not found:
        raise UsageError(
            "nothing here says what this repository is: there is no preview.yaml, no platform.yaml and no seed-data/",
            hint="run it in the root of a repository, or pass --kind app, --kind gitops or --kind seed",
        )
    return found


def _has_previews() -> bool:
    try:
        return bool(find_previews(["."]))
    except UsageError:
        return False


def rendered(kind: Kind, spec: PlatformSpec, paths: list[str] | None, mode: Mode) -> FileTree:
    """The workflows of one kind of repository; UsageError for a preview.yaml that cannot be used."""
    from previewctl.cli.platform_file import writing_version
    from previewctl.render import workflows as render
    from previewctl.render.workflow_views import AppView

    version = writing_version(spec)
    if kind is Kind.SEED:
        return render.seed_workflows(spec.seeds.registry or "", version=version)
    gitops = _gitops(spec)
    if kind is Kind.GITOPS:
        return render.gitops_workflows(gitops, version=version)
    services = tuple(_service(path) for path in find_previews(paths or ["."]))
    app = AppView(services, spec.label)
    return render.app_workflows(app, gitops, push=mode is Mode.PUSH, version=version)


def _gitops(spec: PlatformSpec) -> GitOpsView:
    from previewctl.render.workflow_views import gitops_view

    found = gitops_view(spec)
    if found is None:
        raise UsageError(
            f"`gitops.url` names no repository that GitHub's workflows can start: {spec.gitops.url}",
            hint="it is like https://github.com/acme/gitops.git",
        )
    return found


def _service(path: str) -> ServiceView:
    from previewctl.compilation import load_preview
    from previewctl.diagnostics.model import Diagnostic
    from previewctl.render.workflow_views import ServiceView
    from previewctl.source.read import read_source

    source = read_source(path)
    loaded = [source] if isinstance(source, Diagnostic) else load_preview(source)
    if isinstance(loaded, list):
        raise UsageError(f"{path} cannot be used: {loaded[0].message}", hint=f"run `previewctl lint {path}`")
    file = Path(os.path.relpath(path)).as_posix()
    return ServiceView(loaded.spec.service, file, build_context(Path(path).parent), loaded.spec.image)


def build_context(directory: Path) -> str:
    """The build context: where the Dockerfile is, beside preview.yaml or in the root."""
    if not (directory / "Dockerfile").is_file() and Path("Dockerfile").is_file():
        return "."
    return Path(os.path.relpath(directory)).as_posix()
