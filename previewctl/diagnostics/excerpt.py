"""The user's own text inside a message: on one line, printable, and short."""

from __future__ import annotations

LONGEST_EXCERPT = 60
LONGEST_MESSAGE = 600


def printable(text: str) -> str:
    """`text` without characters that break a line, colour a terminal or turn the direction of writing."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def shortened(text: str, longest: int = LONGEST_EXCERPT) -> str:
    """`text` cut to `longest` characters, the last of them `…` if something is missing."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def quoted(text: str) -> str:
    """`text` between backticks, as messages show values."""
    return f"`{shortened(printable(text))}`"
