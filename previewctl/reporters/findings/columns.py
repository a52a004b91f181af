"""Source text as a terminal shows it, and how many columns that takes.

Terminals disagree about characters that change their neighbour: a zero-width joiner makes one picture of three in
some, not in others. Such characters are shown in a form that all of them draw alike, so that carets stand where they
belong.
"""

from __future__ import annotations

import unicodedata

REPLACEMENT = "�"
"""Stands for what must not reach a terminal: directions of writing, joiners, what has no meaning yet."""

_SHOWN = {
    "\t": "    ",
    "\u3000": "  ",  # a space like any other in Chinese and Japanese text
    "\x7f": "␡",
    "\ufe0e": "",  # the text or picture form of the character before
    "\ufe0f": "",
    **{chr(code): chr(0x2400 + code) for code in range(0x20) if chr(code) != "\t"},
    **{chr(code): REPLACEMENT for code in range(0x1F3FB, 0x1F400)},  # skin tones, which join where a joiner would
}
_JAMO = ((0x1160, 0x11FF), (0xD7B0, 0xD7FF))
"""Vowels and finals of decomposed Hangul, drawn into the syllable that the wide initial before them began."""


def visible(text: str) -> str:
    """`text` as it can be shown: each character by itself, whatever stands around it."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_SHOWN.get(c, c if c.isprintable() else REPLACEMENT) for c in text)


def columns(text: str) -> int:
    """The columns that `text`, once visible, takes in a terminal."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    """By Unicode's East Asian Width (UAX 11): wide and full are 2, ambiguous 1; marks that combine take none."""
    if character.isascii():
        return 1
    code = ord(character)
    if unicodedata.category(character) in {"Mn", "Me"} or any(first <= code <= last for first, last in _JAMO):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
