"""Rows of texts in columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def aligned(rows: Sequence[tuple[str, ...]], *, amounts: bool = False) -> list[str]:
    """A line for each row, its cells as wide as the widest of their column; `amounts`: all but the first stand to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    place = str.rjust if amounts else str.ljust
    return ["  ".join([row[0].ljust(widths[0]), *map(place, row[1:], widths[1:])]).rstrip() for row in rows]
