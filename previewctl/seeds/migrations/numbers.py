"""The numbers in the names of migrations, which order nothing for Django and much for those who read them."""

from __future__ import annotations

import re

_NUMBERS = re.compile(r"(\d{1,9})(?:_.*?_?squashed_(\d{1,9}))?(?:_|$)")


def number_range(name: str) -> tuple[int, int] | None:
    """(1, 4) for `0001_squashed_0004_name` and `0001_initial_squashed_0004_name`, (5, 5) for `0005_status`; None without one."""
    found = _NUMBERS.match(name)
    if found is None:
        return None
    first = int(found[1])
    return first, max(first, int(found[2] or first))
