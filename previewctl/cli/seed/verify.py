"""`previewctl seed verify`."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from previewctl.cli.options import Color, ColorOption, Platform, Quiet
from previewctl.cli.printing import exit_code, print_json
from previewctl.cli.seed.options import ADDRESS, Format, SeedFormat, reading, show_findings
from previewctl.cli.seed.places import opened, seed_places
from previewctl.cli.seed.progress import Progress
from previewctl.cli.writing import replace_text
from previewctl.compilation import has_errors
from previewctl.errors import UsageError

if TYPE_CHECKING:
    from previewctl.cli.seed.places import SeedPlaces
    from previewctl.diagnostics.model import Diagnostic
    from previewctl.integrations.app_migrations import App
    from previewctl.seeds.dataset import Dataset
    from previewctl.seeds.summary import LockSummary
    from previewctl.seeds.verification import Verification


def verify(
    dataset: Annotated[
        str | None, typer.Argument(metavar="[DATASET]", help=f"{ADDRESS} Without it: the only one here.")
    ] = None,
    with_app: Annotated[
        str | None,
        typer.Option("--with-app", metavar="DIR", help="Run this Django project's migrations on top of the seed."),
    ] = None,
    python: Annotated[
        str | None,
        typer.Option(
            "--python", metavar="PATH", help="The app's interpreter; that of DIR/.venv otherwise, else this one."
        ),
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Put the counts into seed.lock, if nothing else is wrong.")
    ] = False,
    platform: Platform = None,
    form: Format = SeedFormat.TEXT,
    color: ColorOption = Color.AUTO,
    quiet: Quiet = 0,
) -> int:
    """Load a dataset into real servers on this machine, and check what they make of it."""
    from previewctl.reporters import seed_verification as report
    from previewctl.reporters.style import style_for
    from previewctl.seed_rules.lock_drift import lock_findings
    from previewctl.seeds.summary import lock_summary

    app = _app(with_app, python)
    places = seed_places(platform)
    with reading(), ExitStack() as stack:
        ready = _ready(dataset, places, stack)
        if isinstance(ready, list):
            show_findings(ready, color)
            return exit_code(ready)
        summary = lock_summary(ready)
        drifted = lock_findings(ready, summary.now)
        if write and ready.shown != ready.directory.as_posix():
            raise UsageError(f"{ready.shown} is not in the work tree", hint="leave out `--write`, or the ref")
        if write and drifted:
            hint = f"run `previewctl seed lock {dataset or ready.name}` first"
            raise UsageError(f"{ready.path_of('seed.lock')} does not fit the dataset", hint=hint)
        show_findings(drifted, color)
        if app is not None and ready.engine("postgres") is None:
            raise UsageError(f"`{ready.name}` has no data for PostgreSQL", hint="leave out `--with-app`")
        found = _verified(ready, summary, app, quiet=bool(quiet))
    if write:
        found = _written(found, summary, ready.directory / "seed.lock")
    if form is SeedFormat.JSON:
        print_json(report.data(found))
    elif found.problems or not found.complete or not quiet:
        sys.stdout.write(report.text(found, style_for(sys.stdout, color.value, os.environ)))
    return exit_code(drifted) or (1 if found.problems else 0 if found.complete else 2)


def _app(directory: str | None, python: str | None) -> App | None:
    from previewctl.integrations.app_migrations import find_app

    if directory is not None:
        return find_app(directory, python)
    if python is not None:
        raise UsageError("`--python` is for the migrations of an app", hint="name its directory: `--with-app DIR`")
    return None


def _ready(address: str | None, places: SeedPlaces, stack: ExitStack) -> Dataset | list[Diagnostic]:
    """The dataset, or what is wrong with it: what has no place in a dataset reaches no server of this machine.

    What was taken out of Git is there until `stack` closes.
    """
    from previewctl.seed_rules.engine import check_dataset
    from previewctl.seed_rules.limits import limits_of
    from previewctl.seeds.dataset import Dataset

    found = stack.enter_context(opened(address or _only(places), places))
    problems = check_dataset(found, limits_of(places.platform)) if isinstance(found, Dataset) else found
    return problems if has_errors(problems) or not isinstance(found, Dataset) else found


def _only(places: SeedPlaces) -> str:
    homes = places.homes()
    if len(homes) == 1:
        return next(iter(homes))
    if homes:
        raise UsageError("there are several datasets", hint=f"name one: {', '.join(homes)}")
    raise UsageError("there are no datasets here or above", hint="begin one with `previewctl seed new NAME`")


def _verified(dataset: Dataset, summary: LockSummary, app: App | None, *, quiet: bool) -> Verification:
    """Asks each engine in turn; the counts of a lock that does not fit are not compared."""
    from previewctl.integrations.seed_verify import expected_steps, verify_engines
    from previewctl.seeds.summary import LockState
    from previewctl.seeds.verification import Verification

    rows = summary.lock.rows if summary.lock and summary.state is LockState.LOCKED else {}
    progress = Progress(sys.stderr, quiet=quiet)
    progress.expect(expected_steps(dataset, app))
    try:
        results = verify_engines(dataset, summary.now.content_hash, rows, progress.say, app)
    finally:
        progress.end()
    uncounted = [result.engine for result in results if result.counts and result.engine not in rows]
    note = f"seed.lock has no counts for {', '.join(uncounted)}: `previewctl seed verify --write` puts them there"
    return Verification(dataset.name, dataset.version, results, (note,) if uncounted else ())


def _written(found: Verification, summary: LockSummary, path: Path) -> Verification:
    """Puts the counts into the lock, unless something else is wrong with the data than that it has other counts."""
    from previewctl.seeds.lockfile import written
    from previewctl.seeds.verification import counts_accepted

    accepted = counts_accepted(found)
    if accepted is None or summary.lock is None:
        return found._replace(notes=(*found.notes, "nothing was written: mend the problems first"))
    lock = summary.lock._replace(
        rows={**summary.lock.rows, **{item.engine: item.counts for item in found.engines if item.counts}}
    )
    replace_text(path, written(lock))
    return accepted
