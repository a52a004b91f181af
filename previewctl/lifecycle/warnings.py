"""When the owner of a preview was warned: a block in previewctl's own comment that only programs see."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_BLOCK = re.compile(r"<!-- previewctl:lifecycle (\{[^<>]{0,400}\}) -->")
_FORM = "%Y-%m-%dT%H:%M:%SZ"


class End(StrEnum):
    """What ends a preview."""

    IDLE = "idle"
    LIFETIME = "lifetime"
    CAP = "cap"


def read_warnings(comment: str | None) -> Mapping[End, datetime]:
    """The warnings in a comment of previewctl's own; none where there is no block, or one that somebody has broken."""
    found = _BLOCK.search(comment or "")
    if found is None:
        return {}
    try:
        block = json.loads(found[1])
        return {End(name): _time(text) for name, text in block.items()}
    except (ValueError, TypeError, AttributeError):
        return {}


def write_warnings(warnings: Mapping[End, datetime]) -> str:
    """The block; nothing where there are no warnings."""
    if not warnings:
        return ""
    block = {end.value: at.astimezone(UTC).strftime(_FORM) for end, at in sorted(warnings.items())}
    return f"<!-- previewctl:lifecycle {json.dumps(block, separators=(',', ':'))} -->"


def without_warnings(comment: str) -> str:
    """A comment without the block."""
    return _BLOCK.sub("", comment)


def _time(text: str) -> datetime:
    return datetime.strptime(text, _FORM).replace(tzinfo=UTC)
