"""Did you mean …?"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_MAX_LENGTH = 80
_MAX_CANDIDATES = 500
_MAX_LENGTH_DIFFERENCE = 4


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that `word` is most likely a slip of, or None.

    Case is ignored. Work is bounded: very long words get no suggestion, and only the first 500 candidates
    of about the same length are compared.
    """
    if not word or len(word) > _MAX_LENGTH:
        return None
    import difflib

    similar = (name for name in candidates if abs(len(name) - len(word)) <= _MAX_LENGTH_DIFFERENCE)
    by_folded = {name.casefold(): name for name in reversed(list(islice(similar, _MAX_CANDIDATES)))}
    matches = difflib.get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[matches[0]] if matches else None
