"""Text that the runner of GitHub Actions reads past."""

from __future__ import annotations

import re

_COMMAND = re.compile(r"^([^\S\n]*):(?=:)", re.MULTILINE)


def inert(text: str) -> str:
    """`text` without commands of the runner: neither `##[stop-commands]…`, which it obeys anywhere on a line, nor `::…::`.

    The runner (actions/runner, ActionCommand.TryParse and TryParseV2) looks for them in all that a step prints, and snippets
    and diffs show what a pull request wrote. Blanks before `::` do not count. The characters that stand in take one column,
    too. For a path at the beginning of a line see `unlike_a_command`.
    """
    return _COMMAND.sub("\\1꞉", text).replace("##[", "#♯[")


def unlike_a_command(path: str) -> str:
    """`path` as it can begin a line: one such as `::error::x` with `./` before it, which is the same file."""
    return f"./{path}" if path.lstrip().startswith(":") else path
