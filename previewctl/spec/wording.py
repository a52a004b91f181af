"""Says what is wrong with a value in the user's words: one function for each kind of validation error."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from previewctl.diagnostics import catalogue
from previewctl.diagnostics.catalogue import Code
from previewctl.source.document import Plain
from previewctl.spec.patterns import EXPLANATIONS

Words = tuple[Code, str, str]
"""A code, a message and a help."""

_WANTED = {
    "string_type": "a text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "`true` or `false`",
    "bool_parsing": "`true` or `false`",
    "dict_type": "a mapping",
    "dataclass_type": "a mapping",
    "dataclass_exact_type": "a mapping",
    "tuple_type": "a list",
    "list_type": "a list",
}
_MAXIMUM_SHOWN = 60


def shown(value: Any) -> str:
    """A value as a message shows it."""
    if isinstance(value, Plain):
        return f"`{value.text}`" if value.value is not None else "nothing"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    if value is None:
        return "nothing"
    text = str(value)
    text = text if len(text) <= _MAXIMUM_SHOWN else text[: _MAXIMUM_SHOWN - 1] + "…"
    return f"the text {text!r}" if isinstance(value, str) else f"`{text}`"


def is_empty(value: Any) -> bool:
    """Whether a key was written without a value."""
    return value is None or (isinstance(value, Plain) and value.value is None)


def _type_words(field: str, error: Mapping[str, Any]) -> Words:
    wanted, found = _WANTED[error["type"]], error["input"]
    remedy = f"write {wanted}"
    if isinstance(found, str) and error["type"] in {"int_type", "bool_type", "bool_parsing"}:
        remedy = "write it without quotes" if found.strip("-").isdigit() or found in {"true", "false"} else remedy
    return catalogue.WRONG_TYPE, f"`{field}` must be {wanted}, not {shown(found)}", remedy


def _literal_words(field: str, error: Mapping[str, Any]) -> Words:
    allowed = [item.strip("'") for item in error["ctx"]["expected"].replace(" or ", ", ").split(", ")]
    message = f"`{field}` cannot be {shown(error['input'])}"
    return catalogue.VALUE_NOT_ALLOWED, message, "write one of: " + ", ".join(f"`{item}`" for item in allowed)


def _pattern_words(field: str, error: Mapping[str, Any]) -> Words:
    wanted = EXPLANATIONS.get(error["ctx"]["pattern"], "of another form")
    return catalogue.WRONG_FORM, f"{shown(error['input'])} is not {wanted}", f"write {wanted}"


def _length_words(field: str, error: Mapping[str, Any]) -> Words:
    context = error["ctx"]
    if "max_length" in context:
        return (
            catalogue.OUT_OF_RANGE,
            f"`{field}` is too long",
            f"write at most {context['max_length']} of them"
            if error["type"] == "too_long"
            else f"write at most {context['max_length']} characters",
        )
    return catalogue.OUT_OF_RANGE, f"`{field}` is empty", "write at least one, or leave the key out"


def _bound_words(field: str, error: Mapping[str, Any]) -> Words:
    context = error["ctx"]
    bound = f"at least {context['ge']}" if "ge" in context else f"at most {context['le']}"
    return catalogue.OUT_OF_RANGE, f"`{field}` is {shown(error['input'])}, and must be {bound}", f"write {bound}"


def _value_words(field: str, error: Mapping[str, Any]) -> Words:
    message, _, remedy = str(error["ctx"]["error"]).partition(": ")
    return catalogue.WRONG_FORM, message, remedy


_WORDS: dict[str, Callable[[str, Mapping[str, Any]], Words]] = {
    **dict.fromkeys(_WANTED, _type_words),
    "literal_error": _literal_words,
    "string_pattern_mismatch": _pattern_words,
    "string_too_long": _length_words,
    "string_too_short": _length_words,
    "too_short": _length_words,
    "too_long": _length_words,
    "greater_than_equal": _bound_words,
    "less_than_equal": _bound_words,
    "value_error": _value_words,
}


def words_for(field: str, error: Mapping[str, Any]) -> Words:
    """The words for a pydantic-core error about `field`; an error of an unforeseen type keeps pydantic's message."""
    if is_empty(error["input"]) and error["type"] != "value_error":
        return catalogue.NO_VALUE, f"`{field}` has no value", "give it a value, or remove the key"
    if error["type"] in _WORDS:
        return _WORDS[error["type"]](field, error)
    return catalogue.INVALID_SHAPE, f"`{field}`: {error['msg'][:1].lower()}{error['msg'][1:]}", ""
