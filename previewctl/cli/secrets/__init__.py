"""`previewctl secrets`: the commands about secrets, each in a module that is imported when it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import typer

from previewctl.cli.commands import Command, LazyGroup

if TYPE_CHECKING:
    from collections.abc import Mapping

COMMANDS: dict[str, Command] = {
    "check": Command("secrets.check", "Secrets"),
    "diff": Command("secrets.diff", "Secrets"),
    "flow": Command("secrets.flow", "Secrets"),
    "policy": Command("secrets.policy", "Secrets"),
}
"""By name, in the order of `--help`."""


class SecretsGroup(LazyGroup):
    """The commands of `previewctl secrets`."""

    table: ClassVar[Mapping[str, Command]] = COMMANDS


app = typer.Typer(
    name="secrets",
    cls=SecretsGroup,
    help="Secrets of AWS Secrets Manager, by name: whether they are there, who gets them, and the policy for reading them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def root() -> None:
    """Secrets of AWS Secrets Manager, by name: whether they are there, who gets them, and the policy for reading them."""
