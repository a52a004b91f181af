"""What several commands of `previewctl seed` share: their options, and how they print."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from previewctl.cli.inputs import Inputs
from previewctl.cli.options import Color
from previewctl.cli.printing import print_findings
from previewctl.errors import UsageError
from previewctl.reporters.findings.formats import FindingsFormat

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from previewctl.diagnostics.model import Diagnostic


class SeedFormat(StrEnum):
    """How these commands print."""

    TEXT = "text"
    JSON = "json"


ADDRESS = "`orders`, `orders@2026.11.1` where it has several versions, `orders@REF` for a Git ref, or a directory."

Format = Annotated[SeedFormat, typer.Option("--format", help="How the result is printed.")]
Address = Annotated[str, typer.Argument(metavar="DATASET", help=ADDRESS)]
Ref = Annotated[
    str | None, typer.Option("--ref", metavar="REF", help="Read the dataset as it is at a branch, tag or commit.")
]


def show_findings(found: Iterable[Diagnostic], color: Color) -> None:
    """Prints findings to standard error, where nothing of a result stands."""
    inputs = Inputs()
    inputs.diagnostics = list(found)
    if inputs.diagnostics:
        print_findings(inputs, FindingsFormat.FULL, sys.stderr, color)


@contextmanager
def reading() -> Iterator[None]:
    """Within it, a file that cannot be read ends the command with a word about that file."""
    try:
        yield
    except UnicodeDecodeError:
        raise UsageError("a file of the dataset is not UTF-8", hint="`previewctl seed lock` says which") from None
    except BrokenPipeError:
        raise
    except OSError as error:
        name = f"{error.filename} " if error.filename else ""
        raise UsageError(f"{name}cannot be read: {error.strerror}", hint="check its permissions") from None
