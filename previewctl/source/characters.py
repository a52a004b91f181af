"""Characters that may not stand in a YAML text."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import FORBIDDEN_CHARACTER

if TYPE_CHECKING:
    from previewctl.diagnostics.model import Diagnostic
    from previewctl.source.places import Places

# What YAML 1.2 calls printable, less the characters that end a line in YAML 1.1 only (U+0085, U+2028, U+2029): a text
# with one of them means different things to different readers. A byte order mark may only stand at the very start.
_ALLOWED = "\t\n\r\x20-\x7e"
_ALLOWED_BEYOND_ASCII = "\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff"
_MAX_REPORTED = 20
_NAMES = {
    "\x00": "the character NUL",
    "\x07": "the control character BEL",
    "\x08": "the control character backspace",
    "\x1b": "the control character escape",
    "\x7f": "the control character delete",
    "\x85": "the invisible line break NEL",
    "\u2028": "the invisible line separator",
    "\u2029": "the invisible paragraph separator",
    "\ufeff": "a byte order mark inside the text",
}


@cache
def _forbidden_in(*, ascii_only: bool) -> re.Pattern[str]:
    """Compiled when first needed: the full table takes longer than reading a file."""
    return re.compile(f"[^{_ALLOWED}{'' if ascii_only else _ALLOWED_BEYOND_ASCII}]")


def forbidden_characters(places: Places) -> list[Diagnostic]:
    """A diagnostic for each character that YAML does not allow, for the first twenty."""
    return [
        _forbidden(places, match.start(), match.group())
        for match in islice(_forbidden_in(ascii_only=places.text.isascii()).finditer(places.text), _MAX_REPORTED)
    ]


def _forbidden(places: Places, offset: int, character: str) -> Diagnostic:
    code = f"U+{ord(character):04X}"
    return FORBIDDEN_CHARACTER.at(
        places.location(offset, offset + 1),
        f"{_name(character)} ({code}) is not allowed in YAML",
        label=code,
        help=f"remove it{_escape(character)}",
    )


def _name(character: str) -> str:
    if "\ud800" <= character <= "\udfff":
        return "half a surrogate pair"
    return _NAMES.get(character, "a control character" if character < "\xa0" else "a character")


def _escape(character: str) -> str:
    if "\ud800" <= character <= "\udfff" or character == "\x00":
        return ""
    number = ord(character)
    return f", or write it as \\{f'x{number:02x}' if number < 0x100 else f'u{number:04x}'} in double quotes"
