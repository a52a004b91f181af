"""All commands. The module of one is imported when it runs: `lint` does not pay for what `render` needs."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import typer
from typer.core import TyperGroup
from typer.main import get_command

if TYPE_CHECKING:
    from collections.abc import Mapping


class Command(NamedTuple):
    """Where a command's function stands below `previewctl.cli`, and the panel of `--help` that shows it.

    `group`: the module has an `app` with commands of its own. `function` is given where it is not called like the
    command.
    """

    module: str
    panel: str
    group: bool = False
    function: str = ""


COMMANDS = {
    "init": Command("init", "Write"),
    "lint": Command("lint", "Write"),
    "explain": Command("explain", "Write"),
    "rules": Command("explain", "Write"),
    "schema": Command("schema", "Write"),
    "plan": Command("plan", "Understand"),
    "diff": Command("diff", "Understand"),
    "graph": Command("graph", "Understand"),
    "bundle": Command("bundle", "Understand"),
    "simulate": Command("simulate", "Understand"),
    "impact": Command("impact", "Understand"),
    "cost": Command("cost", "Understand"),
    "timeline": Command("timeline", "Understand"),
    "render": Command("render", "Render"),
    "verify": Command("verify", "Render"),
    "seed": Command("seed", "Render", group=True),
    "reset": Command("reset", "Render"),
    "publish": Command("publish", "Ship"),
    "sync": Command("sync", "Ship"),
    "remove": Command("remove", "Ship"),
    "verify-gitops": Command("verify_gitops", "Ship", function="verify_gitops"),
    "workflows": Command("workflows", "Ship"),
    "report": Command("report", "Operate"),
    "wait": Command("wait", "Operate"),
    "list": Command("list", "Operate", function="list_previews"),
    "open": Command("open", "Operate", function="open_preview"),
    "dashboard": Command("dashboard", "Operate"),
    "reap": Command("reap", "Operate"),
    "sleep": Command("sleep", "Operate"),
    "wake": Command("wake", "Operate"),
    "secrets": Command("secrets", "Operate", group=True),
    "capacity": Command("capacity", "Operate"),
    "doctor": Command("doctor", "Operate"),
    "platform": Command("platform", "Operate", group=True),
}


class LazyGroup(TyperGroup):
    """A group that imports a command when it is asked for; `table` has what it offers, in the order of `--help`."""

    table: ClassVar[Mapping[str, Command]] = COMMANDS

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        # The names alone serve typer's suggestions; `get_command` gives what they stand for.
        self.commands = dict.fromkeys(self.table)  # type: ignore[assignment]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - click's signature
        """The command of that name; None when there is none."""
        found = self.table.get(cmd_name)
        if found is None:
            return None
        module = import_module(f"previewctl.cli.{found.module}")
        if found.group:
            group = get_command(module.app)
            group.rich_help_panel = found.panel  # type: ignore[attr-defined]
            return group
        alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        alone.command(cmd_name, rich_help_panel=found.panel)(getattr(module, found.function or cmd_name))
        return get_command(alone)
