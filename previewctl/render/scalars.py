"""Writes text as one YAML scalar that every reader takes for that text.

Kubernetes' readers know YAML 1.1's words (`yes`, `on`, `n`), others are YAML 1.2's: a text stands bare only where no
version of YAML reads anything else into it.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

_BARE = re.compile(r"[A-Za-z][A-Za-z0-9._/-]*")
_RESERVED = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}
_SPECIAL_ASCII = re.compile(r'["\\]|[^ -~]')


@cache
def _special() -> re.Pattern[str]:
    """Quotes, whatever is not printable in both versions of YAML, and characters that reorder or hide text.

    Compiled when first needed: such a table takes as long as rendering a preview.
    """
    hidden = r"\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    return re.compile(rf'["\\]|[^ -~\u00a1-\ud7ff\ue000-\ufffd]|[{hidden}]')


@lru_cache(maxsize=4096, typed=True)
def yaml_scalar(value: str | int) -> str:
    """`value` as a scalar on one line: bare, a number, a boolean, or in double quotes.

    A lone surrogate cannot be written in any encoding: it raises ValueError.
    """
    if isinstance(value, int):
        return str(value).lower()
    if _BARE.fullmatch(value) and value.lower() not in _RESERVED:
        return value
    special = _SPECIAL_ASCII if value.isascii() else _special()
    return f'"{special.sub(_escaped, value)}"'


def _escaped(found: re.Match[str]) -> str:
    character = found.group()
    if character in _ESCAPES:
        return _ESCAPES[character]
    number = ord(character)
    if 0xD800 <= number <= 0xDFFF:
        raise ValueError(f"U+{number:04X} is half of a character and cannot be written")
    if number < 0x100:
        return f"\\x{number:02X}"
    return f"\\u{number:04X}" if number < 0x10000 else f"\\U{number:08X}"
