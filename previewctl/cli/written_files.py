"""Writes files that previewctl makes into a repository, or compares them, and says what came of it."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from previewctl.cli.printing import print_json
from previewctl.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from previewctl.cli.options import Color
    from previewctl.render.tree import FileTree
    from previewctl.write.changes import Comparison

MADE_BY = b"Made by `previewctl "
"""What the comment of each file says that may be replaced without being asked."""


class FilesFormat(StrEnum):
    """How the result is printed."""

    TEXT = "text"
    JSON = "json"


class Writing(NamedTuple):
    """Where files go and how the result is printed; `check`, `diff` and `dry_run` write nothing."""

    out: Path
    check: bool
    diff: bool
    dry_run: bool
    force: bool
    form: FilesFormat
    color: Color
    quiet: int


def write_files(tree: FileTree, how: Writing) -> int:
    """Writes or compares, prints, and gives the exit code.

    Raises UsageError, and writes nothing, where a file stands in the way that previewctl did not make.
    """
    from previewctl.write.apply import apply
    from previewctl.write.compare import compare

    dry = how.check or how.diff or how.dry_run
    comparison = compare(tree, how.out, units=())
    if not dry and comparison.changes:
        _refuse_foreign(comparison, how)
        comparison = apply(tree, how.out, units=())
    _print(comparison, how, dry=dry)
    return 1 if how.check and comparison.changes else 0


def _refuse_foreign(comparison: Comparison, how: Writing) -> None:
    foreign = [change.path for change in comparison.changes if change.before and MADE_BY not in change.before]
    if foreign and not how.force:
        more = f" and {len(foreign) - 1} more" if len(foreign) > 1 else ""
        raise UsageError(
            f"{how.out}/{foreign[0]}{more} was not made by previewctl, and is kept: nothing was written",
            hint="look at the difference with --diff, and pass --force to replace it",
        )


def _print(comparison: Comparison, how: Writing, *, dry: bool) -> None:
    from previewctl.reporters import changes as report
    from previewctl.reporters.style import style_for

    result = report.RenderResult((), (), comparison)
    if how.form is FilesFormat.JSON:
        print_json({"changes": report.as_json(result, [])["changes"]})
        return
    if how.diff:
        sys.stdout.write(report.diff(comparison, style_for(sys.stdout, how.color.value, os.environ)))
    if not how.quiet:
        sys.stdout.write(report.summary(result, str(how.out), dry=dry, names=dry and not how.diff))
