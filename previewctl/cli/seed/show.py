"""`previewctl seed show`."""

from __future__ import annotations

import sys

from previewctl.cli.options import Color, ColorOption, Platform
from previewctl.cli.printing import exit_code, print_json
from previewctl.cli.seed.options import Address, Format, Ref, SeedFormat, reading, show_findings
from previewctl.cli.seed.places import opened, seed_places


def show(
    dataset: Address,
    ref: Ref = None,
    platform: Platform = None,
    form: Format = SeedFormat.TEXT,
    color: ColorOption = Color.AUTO,
) -> int:
    """Show one dataset: its files, tables, rows, migrations, hash and images; and what is wrong with it."""
    from previewctl.plan.databases import seed_image
    from previewctl.plan.facts import SeedData
    from previewctl.reporters import seeds as report
    from previewctl.reporters.findings.json_v1 import finding
    from previewctl.seed_rules.engine import check_dataset
    from previewctl.seed_rules.limits import limits_of
    from previewctl.seed_rules.lock_drift import lock_findings
    from previewctl.seeds.summary import contents, lock_summary

    places = seed_places(platform)
    with reading(), opened(dataset, places, ref) as found:
        if isinstance(found, list):
            show_findings(found, color)
            return exit_code(found) or 1
        problems = check_dataset(found, limits_of(places.platform))
        lock = lock_summary(found)
        problems += lock_findings(found, lock.now)
        if any(item.code in {"PV001", "PV323", "PV322"} for item in problems):
            show_findings(problems, color)
            return exit_code(problems)
        counted = contents(found)
    data = SeedData(found.name, found.version, lock.now.content_hash, ())
    images = {engine.name: seed_image(places.platform, data, engine.name) for engine in found.engines}
    if form is SeedFormat.JSON:
        print_json(
            report.summary_json(found, lock, counted, images) | {"diagnostics": [finding(item) for item in problems]}
        )
    else:
        show_findings(problems, color)
        sys.stdout.write(report.summary(found, lock, counted, images))
    return exit_code(problems)
