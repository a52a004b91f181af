"""`previewctl seed check`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from previewctl.cli.discovery import NAMES, find_previews, nearest_platform
from previewctl.cli.options import Color, ColorOption, Platform
from previewctl.cli.printing import exit_code, print_json
from previewctl.cli.seed.options import Format, SeedFormat, reading, show_findings
from previewctl.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from previewctl.diagnostics.model import Diagnostic

PATH = "A preview.yaml or its directory, whose seed is compared with the code beside it; or a dataset, with --with-app."


class _Seed(NamedTuple):
    """A version of a dataset with its migrations, and the code that is named with it, with its settings if they are said."""

    dataset: str
    version: str
    migrations: Mapping[str, tuple[str, ...]]
    app: Path | None = None
    module: str | None = None


def check(
    path: Annotated[str | None, typer.Argument(metavar="[PATH]", help=PATH)] = None,
    with_app: Annotated[
        str | None, typer.Option("--with-app", metavar="DIR", help="The directory of the Django project.")
    ] = None,
    platform: Platform = None,
    form: Format = SeedFormat.TEXT,
    color: ColorOption = Color.AUTO,
) -> int:
    """Compare the migrations of a branch with those that a seed was made at, without running any of them."""
    from previewctl.reporters import migrations as report
    from previewctl.reporters.style import style_for
    from previewctl.repository.django import settings_of
    from previewctl.repository.files import Repository
    from previewctl.seeds.migrations.check import check_seed
    from previewctl.seeds.migrations.state import State

    seed = _seed(path, platform, needs_app=with_app is None)
    if isinstance(seed, list):
        show_findings(seed, color)
        return exit_code(seed) or 1
    app = Path(with_app) if with_app is not None else seed.app
    if app is None or not app.is_dir():
        raise UsageError(f"there is no directory {app}", hint="name that of the Django project: `--with-app DIR`")
    repository = Repository(app)
    verdict = check_seed(repository, settings_of(repository, seed.module), State(seed.migrations))
    if verdict is None:
        raise UsageError(f"there is no Django project in {app}", hint="name its directory: `--with-app DIR`")
    compared = report.Compared(seed.dataset, seed.version, app.as_posix(), verdict)
    if form is SeedFormat.JSON:
        print_json(report.data(compared))
    else:
        sys.stdout.write(report.text(compared, style_for(sys.stdout, color.value, os.environ)))
    if not seed.migrations:
        print(f"note: `{seed.dataset}` names no migrations, so all of them would run", file=sys.stderr)
    return 0 if verdict.fits else 1


def _seed(path: str | None, platform: str | None, *, needs_app: bool) -> _Seed | list[Diagnostic]:
    if path is None or path.endswith((".yaml", ".yml")) or any((Path(path) / name).is_file() for name in NAMES):
        return _of_preview(path, platform)
    if needs_app:
        hint = f"name the directory of the Django project: `previewctl seed check {path} --with-app DIR`"
        raise UsageError(f"{path} has no preview.yaml", hint=hint)
    from previewctl.cli.seed.places import opened, seed_places

    with reading(), opened(path, seed_places(platform)) as found:
        return found if isinstance(found, list) else _Seed(found.name, found.version, found.migrations)


def _of_preview(path: str | None, platform: str | None) -> _Seed | list[Diagnostic]:
    """The seed that a preview.yaml names, as its lock pins it."""
    from previewctl.compilation import LoadedPlatform, load_platform, load_preview, seed_locks
    from previewctl.diagnostics.model import Diagnostic
    from previewctl.seeds.migrations.settings_module import settings_module
    from previewctl.source.read import read_source
    from previewctl.spec.embedded import embedded_platform

    files = find_previews([path] if path else None)
    if len(files) > 1:
        raise UsageError(f"{path} has several preview.yaml files", hint=f"name one of them, such as {files[0]}")
    source = read_source(files[0])
    preview = [source] if isinstance(source, Diagnostic) else load_preview(source)
    if isinstance(preview, list):
        return preview
    seed = preview.spec.seed
    if seed is None:
        raise UsageError(f"{files[0]} names no seed", hint="add `seed: {dataset: …, version: …}`")
    where = platform or nearest_platform(files)
    known = load_platform(where) if where else LoadedPlatform(embedded_platform({}), None, None)
    if isinstance(known, list):
        return known
    locks, problems = seed_locks(files[0], known, seed.dataset)
    found = next((lock for lock in locks if lock.version == seed.version), None)
    if problems:
        return list(problems)
    if found is None:
        hint = "`previewctl lint` says which versions there are"
        raise UsageError(f"there is no lock of `{seed.dataset}` {seed.version}", hint=hint)
    app = Path(os.path.dirname(files[0]) or ".")
    return _Seed(found.dataset, found.version, found.migrations, app, settings_module(preview.spec))
