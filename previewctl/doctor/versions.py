"""Versions as programs print them."""

from __future__ import annotations

import re

_NUMBERS = re.compile(r"(?<![\d.])v?(\d+)\.(\d+)(?:\.(\d+))?")


def version_in(text: str) -> tuple[int, int, int] | None:
    """The first version in a text; None where there is none."""
    found = _NUMBERS.search(text)
    return (int(found[1]), int(found[2]), int(found[3] or 0)) if found else None


def shown(version: tuple[int, ...]) -> str:
    """A version with dots."""
    return ".".join(map(str, version))
