"""`previewctl seed lock`."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from previewctl.cli.options import Color, ColorOption, Platform, Quiet, Verbose
from previewctl.cli.printing import exit_code, print_json
from previewctl.cli.seed.options import ADDRESS, Format, SeedFormat, reading, show_findings
from previewctl.cli.seed.places import all_versions, directory_of, seed_places
from previewctl.cli.writing import replace_text
from previewctl.errors import UsageError

if TYPE_CHECKING:
    from previewctl.cli.seed.places import SeedPlaces
    from previewctl.reporters.seed_locks import LockResult
    from previewctl.seed_rules.limits import Limits


def lock(
    datasets: Annotated[
        list[str] | None, typer.Argument(metavar="[DATASET]…", help=f"{ADDRESS} Without any: all of them.")
    ] = None,
    platform: Platform = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit with 1 if a lock is out of date.")
    ] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Write nothing; show what would change in the locks.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing; say what would be written.")] = False,
    form: Format = SeedFormat.TEXT,
    color: ColorOption = Color.AUTO,
    quiet: Quiet = 0,
    verbose: Verbose = 0,
) -> int:
    """Check datasets, and pin their content in `seed.lock`, after which the images are named."""
    from previewctl.reporters import seed_locks as report
    from previewctl.reporters.style import style_for
    from previewctl.seed_rules.limits import limits_of

    places = seed_places(platform)
    write = not (check or diff or dry_run)
    results = []
    with reading():
        for directory, anywhere in _directories(datasets, places):
            result = _locked(directory, limits_of(places.platform), anywhere=anywhere, verbose=bool(verbose))
            if write and result.changed and result.dataset is not None:
                replace_text(directory / "seed.lock", result.after)
            results.append(result)
    found = [item for result in results for item in result.diagnostics]
    if form is SeedFormat.JSON:
        print_json(report.as_json(results, written=write))
    else:
        show_findings(found, color)
        if diff:
            sys.stdout.write(report.diff(results, style_for(sys.stdout, color.value, os.environ)))
        elif not quiet:
            sys.stdout.write(report.text(results, written=write))
    drifted = (check or diff) and any(result.changed for result in results)
    return max(exit_code(found), 1 if drifted else 0)


def _directories(datasets: list[str] | None, places: SeedPlaces) -> list[tuple[Path, bool]]:
    if datasets:
        return [directory_of(address, places) for address in datasets]
    found = [(directory, False) for _, directory in all_versions(places) if (directory / "seed.yaml").is_file()]
    if not found:
        raise UsageError("there are no datasets here or above", hint="begin one with `previewctl seed new NAME`")
    return found


def _locked(directory: Path, limits: Limits, *, anywhere: bool, verbose: bool) -> LockResult:
    from previewctl.compilation import has_errors
    from previewctl.reporters.seed_locks import LockResult
    from previewctl.seed_rules.engine import check_dataset
    from previewctl.seeds.dataset import Dataset, read_dataset
    from previewctl.seeds.lock import read_lock
    from previewctl.seeds.lockfile import SeedLock, current_lock, drift, with_counts_of, written

    dataset = read_dataset(directory, anywhere=anywhere)
    path = directory / "seed.lock"
    if not isinstance(dataset, Dataset):
        return LockResult(path.as_posix(), None, tuple(dataset))
    began = time.perf_counter()
    now = current_lock(dataset)
    if verbose:
        _say_speed(sum(file.size for file in dataset.files), time.perf_counter() - began)
    problems = tuple(check_dataset(dataset, limits))
    before = path.read_bytes().decode(errors="replace") if path.exists() else ""
    lock = read_lock(path, dataset.name) if before else None
    known = lock if isinstance(lock, SeedLock) else None
    reasons = drift(known, now) if known else ("it is not there",) if lock is None else ("it cannot be read",)
    new = with_counts_of(now, known)
    return LockResult(
        path.as_posix(),
        dataset if not has_errors(list(problems)) else None,
        problems,
        new,
        before,
        written(new),
        reasons,
    )


def _say_speed(size: int, seconds: float) -> None:
    rate = size / (1 << 20) / max(seconds, 1e-9)
    print(f"hashed {size / (1 << 20):.1f} MiB in {seconds:.2f} s: {rate:.0f} MiB/s", file=sys.stderr)
