"""`previewctl seed`: the commands about datasets, each in a module that is imported when it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import typer

from previewctl.cli.commands import Command, LazyGroup

if TYPE_CHECKING:
    from collections.abc import Mapping

COMMANDS: dict[str, Command] = {
    "list": Command("seed.list", "Datasets", function="list_datasets"),
    "show": Command("seed.show", "Datasets"),
    "new": Command("seed.new", "Datasets"),
    "lock": Command("seed.lock", "Datasets"),
    "diff": Command("seed.diff", "Datasets"),
    "check": Command("seed.check", "Datasets"),
    "verify": Command("seed.verify", "Datasets"),
    "build": Command("seed.build", "Images"),
}
"""By name, in the order of `--help`: `"check": Command("seed.check", "Datasets")` is the function `check` of check.py."""


class SeedGroup(LazyGroup):
    """The commands of `previewctl seed`."""

    table: ClassVar[Mapping[str, Command]] = COMMANDS


app = typer.Typer(
    name="seed",
    cls=SeedGroup,
    help="Datasets: the version-controlled data that the databases of previews start with.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def root() -> None:
    """Datasets: the version-controlled data that the databases of previews start with."""
