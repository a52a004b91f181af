"""`previewctl seed new`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from previewctl.cli.seed.places import SEED_DATA, SeedPlaces, seed_places
from previewctl.cli.writing import create_text
from previewctl.errors import UsageError


def new(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", help="The dataset: `orders`, or `orders@2026.11.1` for a version beside others."
        ),
    ],
    engine: Annotated[
        list[str] | None,
        typer.Option(
            "--engine",
            metavar="ENGINE[:SERIES]",
            help="What there is data for, such as `postgres:17`. Without it: the databases of preview.yaml here.",
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing; say what would be written.")] = False,
) -> int:
    """Begin a dataset: a commented seed.yaml and a first file for each engine. It overwrites nothing."""
    from previewctl.seeds.skeleton import FIRST_VERSION, skeleton
    from previewctl.spec.patterns import SERVICE_NAME, VERSION

    dataset, _, version = name.partition("@")
    if not re.fullmatch(SERVICE_NAME, dataset) or name.endswith("\n"):
        raise UsageError(
            f"`{dataset}` is no name of a dataset", hint="use lower-case letters, digits and `-`: `orders`"
        )
    if (version or "@" in name) and not re.fullmatch(VERSION, version):
        raise UsageError(f"`{version}` is no version", hint="write numbers, such as `2026.11.1`")
    home = _home(dataset, seed_places(None))
    target = home / version if version else home
    if (target / "seed.yaml").exists():
        hint = f"choose another name, or begin another version of it: `previewctl seed new {dataset}@VERSION`"
        raise UsageError(f"{target / 'seed.yaml'} exists already", hint=hint)
    files = skeleton(dataset, version or FIRST_VERSION, _engines(engine))
    if taken := [path for path in files if (target / path).exists()]:
        raise UsageError(f"{target / taken[0]} exists already", hint="move it away, or write seed.yaml by hand")
    for path, text in files.items():
        if not dry_run:
            create_text(target / path, text)
        print(f"{'would write' if dry_run else 'wrote'} {(target / path).as_posix()}")
    if not dry_run:
        address = f"{dataset}@{version}" if version else dataset
        print(f"fill it, then run `previewctl seed lock {address}` and commit it with its seed.lock")
    return 0


def _home(dataset: str, places: SeedPlaces) -> Path:
    directory = places.directories[0] if places.directories else Path(SEED_DATA)
    return places.homes().get(dataset) or directory / dataset


def _engines(wanted: list[str] | None) -> dict[str, str]:
    """By engine its release series: as the user says, else as the preview.yaml here has them, else PostgreSQL."""
    from previewctl.seeds.skeleton import NEWEST

    found = {}
    for item in wanted or ():
        name, _, series = item.partition(":")
        if name not in NEWEST or (series and not re.fullmatch(r"[0-9]+(\.[0-9]+)?", series)):
            raise UsageError(
                f"`{item}` is no engine",
                hint=f"use one of {', '.join(f'`{key}`' for key in NEWEST)}, as in `postgres:17`",
            )
        found[name] = series or NEWEST[name]
    return found or _declared() or {"postgres": NEWEST["postgres"]}


def _declared() -> dict[str, str]:
    from previewctl.cli.discovery import find_previews
    from previewctl.compilation import LoadedPreview, load_preview
    from previewctl.diagnostics.model import Diagnostic
    from previewctl.source.read import read_source

    try:
        path = find_previews(None)[0]
    except UsageError:
        return {}
    source = read_source(path)
    preview = [] if isinstance(source, Diagnostic) else load_preview(source)
    if not isinstance(preview, LoadedPreview):
        return {}
    databases = preview.spec.databases
    declared = {"postgres": databases.postgres, "redis": databases.redis, "mongodb": databases.mongodb}
    return {name: database.version for name, database in declared.items() if database is not None}
