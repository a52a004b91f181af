"""Keeps secrets out of what is printed, whichever findings there are: lines are shown, and dots where values stand."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

from previewctl.rules.secret_places import merged, secret_spans

if TYPE_CHECKING:
    from collections.abc import Sequence

_MASK = "•"


class Masked(NamedTuple):
    """The text of a file, the places in it that may be secret, and its lines with dots there."""

    text: str
    spans: list[tuple[int, int]]
    starts: list[int]
    lines: list[str]


def masked_lines(lines: Sequence[str]) -> list[str]:
    """The lines of one file, with or without their ends, with dots of the same number for what may be secret."""
    return masked(lines).lines


def masked(lines: Sequence[str], known: Sequence[tuple[int, int]] = ()) -> Masked:
    """The lines of one file with their secrets; `known` are places in the text that are some, whatever they look like."""
    text = "\n".join(lines)
    spans = secret_spans(text)
    parts, at = [], 0
    for start, end in merged([*spans, *(place for place in known if not _holds(spans, place))]):
        parts += [text[at:start], _dots(text[start:end])]
        at = end
    hidden = "".join([*parts, text[at:]])
    starts = list(accumulate(map((1).__add__, map(len, lines)), initial=0))
    shown = hidden.split("\n")  # as many as there were, where none of them has its end
    if len(shown) != len(lines):
        shown = [hidden[first : last - 1] for first, last in pairwise(starts)]
    return Masked(text, spans, starts, shown)


def _holds(spans: list[tuple[int, int]], place: tuple[int, int]) -> bool:
    """Whether a part of this place has been found to be secret."""
    index = bisect_right(spans, place[0], key=lambda item: item[1])
    return index < len(spans) and spans[index][0] < place[1]


def _dots(text: str) -> str:
    return "".join(character if character.isspace() else _MASK for character in text)
