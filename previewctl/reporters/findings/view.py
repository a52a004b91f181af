"""What the formats need to know beyond the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.reporters.style import Style

if TYPE_CHECKING:
    from collections.abc import Callable


class View(NamedTuple):
    """How a report is shown.

    `lines` gives the lines of a file by its path, without their ends; nothing for a file that cannot be read. `summary`
    (False under `-q`) and `verbose` (`-v`) are for the formats that people read. `width` is the number of columns of
    the terminal: snippets are cut to it, so that the carets stay below what they point at.
    """

    lines: Callable[[str], list[str]]
    style: Style = Style()
    summary: bool = True
    verbose: bool = False
    width: int = 160
