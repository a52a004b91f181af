"""Durations as people write them: `30s`, `10m`, `3d`, `1h30m`."""

from __future__ import annotations

import re
from typing import NamedTuple

from previewctl.diagnostics.excerpt import quoted
from previewctl.spec.refusal import Refusal

_UNITS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
_PATTERN = re.compile(r"(?:([0-9]{1,6})d)?(?:([0-9]{1,6})h)?(?:([0-9]{1,6})m)?(?:([0-9]{1,6})s)?")

DURATION_PATTERN = r"^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?$"


class Duration(NamedTuple):
    """A length of time in whole seconds; prints in the shortest form (`90m` is `1h30m`)."""

    seconds: int

    def __str__(self) -> str:
        rest, parts = self.seconds, []
        for unit, size in _UNITS.items():
            count, rest = divmod(rest, size)
            if count:
                parts.append(f"{count}{unit}")
        return "".join(parts) or "0s"


def parse_duration(text: str) -> Duration:
    """Reads `3d`, `1h30m` and the like; raises Refusal that says what is allowed."""
    found = _PATTERN.fullmatch(text)
    if found is None or not text:
        raise Refusal(
            f"{quoted(text)} is not a duration",
            "write a number with a unit, such as `30s`, `10m`, `12h`, `3d` or `1h30m`",
        )
    amounts = (int(amount or 0) for amount in found.groups())
    return Duration(sum(amount * size for amount, size in zip(amounts, _UNITS.values(), strict=True)))
