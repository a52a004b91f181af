"""A shell that stands between the node's notice and the program."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import SHELL_KEEPS_SIGNAL
from previewctl.rules.context import Finding, RuleContext, rule
from previewctl.rules.shell_words import parsed

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHELLS = frozenset({"sh", "bash", "ash", "dash", "/bin/sh", "/bin/bash", "/bin/ash", "/bin/dash"})

_PIPE = re.compile(r"(?<!\|)\|(?!\|)")


@rule(SHELL_KEEPS_SIGNAL)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a process whose shell does not pass on the signal to end.

    Why:
        When a node is reclaimed or a new version comes, the pod's first process gets SIGTERM. A shell with several commands
        stays the first process while the last of them runs, and does not pass the signal on: a Celery worker then does
        not finish its tasks, a web server not its requests, and all are killed when the grace period is over.

    Bad:
        processes:
          web: {port: 8000}
          worker: {command: [sh, -c, "python check.py && celery -A shop worker"]}

    Good:
        processes:
          web: {port: 8000}
          worker: {command: [sh, -c, "python check.py && exec celery -A shop worker"]}

    Fix:
        Write `exec` before the last command: it then takes the shell's place.
    """
    for name, process in context.spec.processes.items():
        command = process.command or ()
        if len(command) < 3 or command[0] not in _SHELLS or command[1] not in {"-c", "-ec", "-lc", "-euc", "-exc"}:
            continue
        script = parsed(command[2])
        if script is None or not script.in_a_row or len(script.commands) < 2:
            continue
        last = script.commands[-1]
        if any(each.aside for each in script.commands) or _PIPE.search(command[2]):
            continue  # more than one of them runs: `exec` would not be all that is needed
        if not last.words or last.words[0].text == "exec":
            continue
        yield Finding(
            ("processes", name, "command", 2),
            f"the shell of `{name}` keeps the signal to end from `{last.words[0].text}`",
            f"write `exec {last.words[0].text}`",
        )
