"""`previewctl seed list`."""

from __future__ import annotations

import sys

from previewctl.cli.options import Platform
from previewctl.cli.printing import print_json
from previewctl.cli.seed.options import Format, SeedFormat, reading
from previewctl.cli.seed.places import SEED_DATA, all_versions, seed_places


def list_datasets(platform: Platform = None, form: Format = SeedFormat.TEXT) -> int:
    """List the datasets with their versions, sizes, image tags, and whether their locks fit."""
    from previewctl.reporters import seeds as report
    from previewctl.seeds.dataset import Dataset, read_dataset
    from previewctl.seeds.summary import lock_summary

    items = []
    with reading():
        for name, directory in all_versions(seed_places(platform)):
            dataset = read_dataset(directory)
            if isinstance(dataset, Dataset):
                items.append(report.Listed(name, directory.as_posix(), dataset, lock_summary(dataset)))
            else:
                items.append(report.Listed(name, directory.as_posix(), None, None, dataset[0].message))
    if form is SeedFormat.JSON:
        print_json(report.listing_json(items))
    elif items:
        sys.stdout.write(report.listing(items))
    else:
        print(f"there are no datasets in a `{SEED_DATA}` here or above; begin one with `previewctl seed new NAME`")
    return 0
