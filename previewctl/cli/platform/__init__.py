"""`previewctl platform`: the commands of a platform team, each in a module that is imported when it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import typer

from previewctl.cli.commands import Command, LazyGroup

if TYPE_CHECKING:
    from collections.abc import Mapping


class PlatformGroup(LazyGroup):
    """The commands of `previewctl platform`."""

    table: ClassVar[Mapping[str, Command]] = {"init": Command("platform.init", "GitOps repository")}


app = typer.Typer(
    name="platform",
    cls=PlatformGroup,
    help="The GitOps repository of an organisation's previews.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def root() -> None:
    """The GitOps repository of an organisation's previews."""
