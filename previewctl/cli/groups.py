"""A command that has commands of its own, each in a module that is imported when it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from previewctl.cli.commands import Command, LazyGroup

if TYPE_CHECKING:
    from collections.abc import Mapping


def group(name: str, text: str, commands: Mapping[str, Command]) -> typer.Typer:
    """The command `name`; `text` is its help, `commands` what it offers by name, in the order of `--help`."""
    app = typer.Typer(
        name=name,
        cls=type("Group", (LazyGroup,), {"table": commands}),
        help=text,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    # Without a callback a group of a single command would be that command.
    app.callback(help=text)(_nothing)
    return app


def _nothing() -> None:
    """Does nothing by itself."""
