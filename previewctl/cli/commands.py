"""All commands. The module of one is imported when it runs: `lint` does not pay for what `render` needs."""

from __future__ import annotations

from importlib import import_module
from typing import Any, NamedTuple

import typer
from typer.core import TyperGroup
from typer.main import get_command


class Command(NamedTuple):
    """Where a command's function stands below `previewctl.cli`, and the panel of `--help` that shows it."""

    module: str
    panel: str


COMMANDS = {
    "init": Command("init", "Write"),
    "lint": Command("lint", "Write"),
    "explain": Command("explain", "Write"),
    "rules": Command("explain", "Write"),
    "schema": Command("schema", "Write"),
    "plan": Command("plan", "Understand"),
    "render": Command("render", "Render"),
}


class LazyGroup(TyperGroup):
    """A group that imports a command when it is asked for."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        # The names alone serve typer's suggestions; `get_command` gives what they stand for.
        self.commands = dict.fromkeys(COMMANDS)  # type: ignore[assignment]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - click's signature
        """The command of that name; None when there is none."""
        found = COMMANDS.get(cmd_name)
        if found is None:
            return None
        alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        function = getattr(import_module(f"previewctl.cli.{found.module}"), cmd_name)
        alone.command(cmd_name, rich_help_panel=found.panel)(function)
        return get_command(alone)
