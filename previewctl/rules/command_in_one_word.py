"""A command is a list of words, the first of which is a program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import COMMAND_IN_ONE_WORD
from previewctl.rules.context import Finding, Remedy, RuleContext, rule
from previewctl.source.edits import ReplaceSource
from previewctl.spec.commands import declared_commands

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHELL = frozenset("|&;<>()$`*?\n")


@rule(COMMAND_IN_ONE_WORD)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a command whose first item is a whole line.

    Why:
        No shell looks at a command: its first item is the name of a program, and no program is called `celery -A shop beat`. The
        container cannot start.

    Bad:
        processes:
          web: {port: 8000}
          worker: {command: ["celery -A shop worker"]}

    Good:
        processes:
          web: {port: 8000}
          worker: {command: [celery, -A, shop, worker]}

    Fix:
        Make each word an item of its own, or let a shell read the line: `[sh, -c, "…"]`.
    """
    for path, command in declared_commands(context.spec):
        if not command[0].strip() or len(command[0].split()) == 1:
            continue
        message = f"no program is called `{command[0].strip()}`: each word is an item of its own"
        words = _words(command)
        fix = Remedy(f"write `{words}`", (ReplaceSource(path, words),))
        yield Finding((*path, 0), message, f"write `{words}`", remedy=fix)


def _words(command: tuple[str, ...]) -> str:
    """The list that was meant: the words of the line, or a shell for what only a shell can read."""
    import shlex

    from previewctl.spec.remedies import flow

    line, *others = command
    try:
        words = shlex.split(line)
    except ValueError:
        words = []
    if not others and (not words or _SHELL & set(line)):
        return flow(["sh", "-c", line.strip()])
    return flow([*(words or line.split()), *others])
