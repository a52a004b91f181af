"""What makes a finding the same one in the next run."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from previewctl.diagnostics.model import Diagnostic


def fingerprints(found: Iterable[Diagnostic]) -> list[str]:
    """32 hex digits for each finding, in their order.

    They come from code, file and message, not from the place: a line more above changes none of them. Of findings that
    are alike in all three each has its number, in the order of the file, so that no two have the same fingerprint.
    """
    seen: Counter[str] = Counter()
    return [_fingerprint(item, seen) for item in found]


def _fingerprint(item: Diagnostic, seen: Counter[str]) -> str:
    identity = f"{item.code}\0{item.location.path}\0{item.message}"
    seen[identity] += 1
    text = f"{identity}\0{seen[identity]}".encode("utf-8", "backslashreplace")
    return hashlib.sha256(text).hexdigest()[:32]
