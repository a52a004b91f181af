"""What an unquoted scalar means: the core schema of YAML 1.2, with the text as written kept beside the value."""

from __future__ import annotations

import math
import re
from typing import TypeAlias, Union


class Plain:
    """A plain scalar that YAML 1.2 reads as something else than a string.

    `text` is as written (`17`, `2026.10`, `0o17`, `True`, `~`), `value` what the core schema makes of it. No named tuple, for
    validation would take that for a list.
    """

    __slots__ = ("text", "value")

    def __init__(self, text: str, value: float | bool | None) -> None:  # noqa: FBT001 - a scalar can be one
        self.text = text
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Plain) and (self.text, self.value) == (other.text, other.value)

    def __hash__(self) -> int:
        return hash((self.text, self.value))

    def __repr__(self) -> str:
        return f"Plain({self.text!r}, {self.value!r})"


Data: TypeAlias = Union[str, Plain, list["Data"], dict[str, "Data"]]  # noqa: UP007 - recursive names need Union

_NAN = math.nan
_WORDS: dict[str, float | bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **{sign + word: math.inf for sign in ("", "+") for word in (".inf", ".Inf", ".INF")},
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), _NAN),
}
_NUMBER_STARTS = frozenset("+-.0123456789")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_BASED_INTEGER = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")

# Python refuses to print integers of more than 4,300 digits, so longer ones become infinite like floats do.
_MAX_DIGITS = 1_000


def resolve(text: str) -> str | Plain:
    """Reads the text of an unquoted scalar: a `Plain` for null, booleans and numbers, else the text itself."""
    if text in _WORDS:
        return Plain(text, _WORDS[text])
    if text[0] not in _NUMBER_STARTS:
        return text
    number = _number(text)
    return text if number is None else Plain(text, number)


def is_null(text: str) -> bool:
    """Whether an unquoted scalar with this text is null."""
    return text in _WORDS and _WORDS[text] is None


def _number(text: str) -> int | float | None:
    if _INTEGER.fullmatch(text):
        return int(text) if len(text) <= _MAX_DIGITS else float(text)
    if _BASED_INTEGER.fullmatch(text):
        return int(text[2:], 8 if text[1] == "o" else 16) if len(text) <= _MAX_DIGITS else math.inf
    return float(text) if _FLOAT.fullmatch(text) else None
