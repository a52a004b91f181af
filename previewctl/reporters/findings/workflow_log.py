"""Text that the runner of GitHub Actions reads past."""

from __future__ import annotations


def inert(text: str) -> str:
    """`text` without commands of the runner's first kind, `##[stop-commands]…`, which it obeys anywhere on a line.

    The runner (actions/runner, ActionCommand.TryParse) looks for them in all that a step prints, and a snippet shows
    what a pull request wrote. The character that stands in takes one column, too. The other kind, `::command::`, only
    counts at the beginning of a line; see `unlike_a_command`.
    """
    return text.replace("##[", "#♯[")


def unlike_a_command(path: str) -> str:
    """`path` as it can begin a line: one such as `::error::x` with `./` before it, which is the same file."""
    return f"./{path}" if path.lstrip().startswith(":") else path
