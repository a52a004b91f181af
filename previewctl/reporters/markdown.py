"""Text of others inside GitHub's Markdown: shown as it is, and never obeyed."""

from __future__ import annotations

import re

from previewctl.diagnostics.excerpt import printable, shortened

_FENCES = re.compile(r"`+")
_URL = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+(?:/[A-Za-z0-9._~!$&'*+,;=:@%/?#-]*)?")
_LONGEST = 200


def code(text: str, longest: int = _LONGEST) -> str:
    """`text` as a code span, in which GitHub links no `@name`, no `#1` and no URL, and reads no HTML and no Markdown.

    The fence is longer than any run of backticks in it. A `|` would end a table's cell even there, and escaped it shows
    its backslash elsewhere, so a broken bar stands in.
    """
    shown = shortened(" ".join(printable(text).split()), longest)
    if not shown:
        return ""
    fence = "`" * (max((len(run) for run in _FENCES.findall(shown)), default=0) + 1)
    padding = " " if shown[0] == "`" or shown[-1] == "`" else ""
    return f"{fence}{padding}{shown}{padding}{fence}".replace("|", "¦")


def link(url: str, title: str = "") -> str:
    """A link where `url` has only what a URL has, else the text as code. `title` is our own text."""
    if not _URL.fullmatch(url) or len(url) > 2000:
        return code(url)
    return f"[{title}](<{url}>)" if title else f"<{url}>"
