"""`previewctl seed build`."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from previewctl.cli.options import Color, ColorOption, Platform, Quiet
from previewctl.cli.printing import exit_code, print_json
from previewctl.cli.seed.options import ADDRESS, Format, SeedFormat, reading, show_findings
from previewctl.cli.seed.places import all_versions, opened, seed_places
from previewctl.compilation import has_errors
from previewctl.errors import UsageError
from previewctl.seeds.dataset import Dataset, read_dataset

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from previewctl.cli.seed.places import SeedPlaces
    from previewctl.diagnostics.model import Diagnostic
    from previewctl.reporters.seed_images import BuiltImage
    from previewctl.seed_rules.limits import Limits


def build(
    datasets: Annotated[
        list[str] | None, typer.Argument(metavar="[DATASET]…", help=f"{ADDRESS} Without any: all of them.")
    ] = None,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Where the build contexts go, one for each image.")
    ] = Path("seed-images"),
    platform: Platform = None,
    registry: Annotated[
        str | None,
        typer.Option("--registry", metavar="HOST/PATH", help="Where the images go; from platform.yaml otherwise."),
    ] = None,
    skip_existing: Annotated[
        bool, typer.Option("--skip-existing", help="Ask the registry, and leave out the images that it has.")
    ] = False,
    workflow: Annotated[
        bool, typer.Option("--workflow", help="Print a GitHub workflow that builds and pushes on change, and no more.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing; say which images there are.")] = False,
    form: Format = SeedFormat.TEXT,
    color: ColorOption = Color.AUTO,
    quiet: Quiet = 0,
) -> int:
    """Write the build contexts of datasets' images, and say what the images are called."""
    from previewctl.reporters import seed_images as report
    from previewctl.seed_rules.limits import limits_of

    places = seed_places(platform)
    where = (places.platform.seeds.registry or "") if registry is None else registry.rstrip("/")
    if workflow:
        from previewctl.render.seed_workflow import seed_workflow

        sys.stdout.write(seed_workflow(where).decode())
        return 0
    with reading(), ExitStack() as stack:
        ready, found = _checked(_found(datasets, places, stack), limits_of(places.platform))
        if form is SeedFormat.TEXT or has_errors(found):
            show_findings(found, color)
        if has_errors(found):
            return exit_code(found)
        built = [item for dataset in ready for item in _built(dataset, where, out, ask=skip_existing, dry=dry_run)]
    if form is SeedFormat.JSON:
        print_json(report.as_json(built, found))
    elif not quiet:
        sys.stdout.write(report.text(built, written=not dry_run))
    return 0


def _found(datasets: list[str] | None, places: SeedPlaces, stack: ExitStack) -> Iterator[Dataset | list[Diagnostic]]:
    """The datasets that were asked for; what was taken out of Git for that is there until `stack` closes."""
    if datasets:
        yield from (stack.enter_context(opened(address, places)) for address in datasets)
        return
    directories = [directory for _, directory in all_versions(places)]
    if not directories:
        raise UsageError("there are no datasets here or above", hint="begin one with `previewctl seed new NAME`")
    yield from (read_dataset(directory) for directory in directories)


def _checked(datasets: Iterable[Dataset | list[Diagnostic]], limits: Limits) -> tuple[list[Dataset], list[Diagnostic]]:
    """The datasets, and everything that is wrong with them: an image is named after a lock that fits, or not at all."""
    from previewctl.seed_rules.engine import check_dataset
    from previewctl.seed_rules.lock_drift import lock_findings

    ready: list[Dataset] = []
    found: list[Diagnostic] = []
    for dataset in datasets:
        if isinstance(dataset, Dataset):
            ready.append(dataset)
            found += [*check_dataset(dataset, limits), *lock_findings(dataset)]
        else:
            found += dataset
    return ready, found


def _built(dataset: Dataset, registry: str, out: Path, *, ask: bool, dry: bool) -> Iterator[BuiltImage]:
    """Writes what is asked for, one image after the other, so that one dataset at a time is in memory."""
    from previewctl.render.seed_image import build_context
    from previewctl.reporters.seed_images import BuiltImage
    from previewctl.seeds.image import contents, identity_of, seed_images
    from previewctl.write.apply import apply

    identity = identity_of(dataset)
    for image in seed_images(dataset, identity):
        reference = image.reference(registry)
        exists = _exists(reference) if ask else None
        # The tag promises the content, so nothing of another one is ever left beside it.
        context = f"{dataset.name}/{identity.tag}/{image.engine}"
        if not exists and not dry:
            tree = build_context(image, identity, dataset.migrations, contents(dataset, image))
            apply(tree.under(context), out, units=(context,))
        yield BuiltImage(identity, image, reference, f"{out.as_posix()}/{context}", exists)


def _exists(reference: str) -> bool:
    from previewctl.integrations.registry import has_image

    return has_image(reference)
