"""`previewctl secrets diff`."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from previewctl.cli.options import Color, ColorOption, Offline, Paths, Platform
from previewctl.cli.printing import exit_code, print_findings, print_json
from previewctl.cli.secrets.options import Keys, Region, planned, region_of, store_in
from previewctl.compilation import load_preview
from previewctl.reporters import secret_diff as report
from previewctl.reporters.findings.formats import FindingsFormat
from previewctl.secrets.expectations import State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from previewctl.cli.inputs import Inputs, Planned


class DiffFormat(StrEnum):
    """How the difference is shown."""

    TEXT = "text"
    JSON = "json"


def diff(
    paths: Paths = None,
    keys: Keys = False,
    region: Region = None,
    platform: Platform = None,
    offline: Offline = None,
    form: Annotated[DiffFormat, typer.Option("--format", help="How the difference is shown.")] = DiffFormat.TEXT,
    color: ColorOption = Color.AUTO,
) -> int:
    """Compare the variables that the code beside preview.yaml reads with those that the preview gives it."""
    from previewctl.reporters.style import style_for

    inputs = planned(paths, platform, offline)
    if inputs.diagnostics:
        print_findings(inputs, FindingsFormat.FULL, sys.stderr, color)
    known = _known_keys(inputs, region) if keys else {}
    shown = [_compared(item, known) for item in inputs.planned]
    if form is DiffFormat.JSON:
        print_json(report.data(shown))
    else:
        sys.stdout.write(report.text(shown, style_for(sys.stdout, color.value, os.environ)))
    is_missing = any(item.state is State.MISSING for each in shown for item in each.variables)
    return max(exit_code(inputs.diagnostics), int(is_missing))


def _compared(item: Planned, known: Mapping[str, frozenset[str]]) -> report.ShownDiff:
    from previewctl.cli.surroundings import DjangoCode
    from previewctl.repository.files import Repository
    from previewctl.rules.reserved_variable import RESERVED
    from previewctl.rules.unprovided_variable import OF_EVERY_CONTAINER
    from previewctl.secrets.expectations import Read, expectations, mentioned
    from previewctl.secrets.given import given

    environment = item.environment
    directory = Path(os.path.dirname(item.source.path) or ".")
    preview = load_preview(item.source)
    code = (
        DjangoCode(directory, preview.spec)
        if environment.runtime == "django" and not isinstance(preview, list)
        else None
    )
    reads = [Read(*read) for read in code.reads()] if code else []
    brought = code.brought() if code else frozenset()
    by_itself = OF_EVERY_CONTAINER | RESERVED.keys()
    found = {each.name: each for each in given(environment, known, brought - by_itself)}
    unread = found.keys() - {read.name for read in reads}
    more = any(secret.extract and secret.extract not in known for secret in environment.remote_secrets)
    variables = expectations(
        [read for read in reads if read.name not in by_itself],
        found.values(),
        more=more,
        mentions=mentioned(Repository(directory), unread),
    )
    return report.ShownDiff(environment.service, code.described() if code else "", tuple(variables))


def _known_keys(inputs: Inputs, region: str | None) -> dict[str, frozenset[str]]:
    """The keys of the secrets that are taken whole, as the store has them."""
    from previewctl.ports import SecretContent
    from previewctl.secrets.answers import ask
    from previewctl.secrets.references import references

    whole = [reference for item in inputs.planned for reference in references(item.environment) if reference.whole]
    if not whole:
        return {}
    store, _ = store_in(region_of(region, inputs.platform.spec if inputs.platform else None))
    answers = ask(store, whole, look_inside=True)
    return {
        name: answer.content.keys
        for name, answer in answers.items()
        if isinstance(answer.content, SecretContent) and answer.content.keys is not None
    }
