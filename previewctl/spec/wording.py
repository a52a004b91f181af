"""Says what is wrong with a value in the user's words: one function for each kind of validation error."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from previewctl.diagnostics import catalogue
from previewctl.diagnostics.excerpt import quoted
from previewctl.source.document import Plain
from previewctl.source.suggest import nearest
from previewctl.spec.patterns import EXPLANATIONS, REMEDIES

if TYPE_CHECKING:
    from previewctl.diagnostics.catalogue import Code


class Words(NamedTuple):
    """What to say. `source` is the YAML to write in the value's place, where that is known; `safe` if beyond doubt."""

    code: Code
    message: str
    help: str
    source: str | None = None
    safe: bool = False


_WANTED = {
    "string_type": "a text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "`true` or `false`",
    "dict_type": "a mapping",
    "dataclass_type": "a mapping",
    "dataclass_exact_type": "a mapping",
    "tuple_type": "a list",
    "list_type": "a list",
}
_EDITS = {
    "a list": "write a list, such as `[first, second]`",
    "a mapping": "write a mapping, with the keys below it",
}


def shown(value: Any) -> str:
    """A value as a message shows it: what was written, shortened."""
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    if is_empty(value):
        return "nothing"
    text = str(value.text if isinstance(value, Plain) else value)
    return quoted(text) if text else "an empty text"


def is_empty(value: Any) -> bool:
    """Whether a key was written without a value."""
    return value is None or (isinstance(value, Plain) and value.value is None)


def _type_words(name: str, found: Any, error: Mapping[str, Any]) -> Words:
    wanted = _WANTED[error["type"]]
    remedy = _EDITS.get(wanted, f"write {wanted}")
    quoted = isinstance(found, str) and wanted in {"a whole number", "`true` or `false`"}
    if quoted and (found.strip("-").isdigit() or found in {"true", "false"}):
        message = f"{name} must be {wanted}, not the text {shown(found)}"
        return Words(catalogue.WRONG_TYPE, message, "write it without quotes", found, safe=True)
    return Words(catalogue.WRONG_TYPE, f"{name} must be {wanted}, not {shown(found)}", remedy)


def _literal_words(name: str, found: Any, error: Mapping[str, Any]) -> Words:
    allowed = [item.strip("'") for item in error["ctx"]["expected"].replace(" or ", ", ").split(", ")]
    guess = nearest(found, allowed) if isinstance(found, str) else None
    remedy = "write one of: " + ", ".join(f"`{item}`" for item in allowed)
    return Words(
        catalogue.VALUE_NOT_ALLOWED,
        f"{name} cannot be {shown(found)}",
        f"did you mean `{guess}`?" if guess else remedy,
        guess,
    )


def _pattern_words(name: str, found: Any, error: Mapping[str, Any]) -> Words:
    pattern = error["ctx"]["pattern"]
    wanted = EXPLANATIONS.get(pattern, "a value of another form")
    return Words(catalogue.WRONG_FORM, f"{name} cannot be {shown(found)}", REMEDIES.get(pattern, f"write {wanted}"))


def _length_words(name: str, found: Any, error: Mapping[str, Any]) -> Words:
    context = error["ctx"]
    if "max_length" not in context:
        return Words(
            catalogue.OUT_OF_RANGE,
            f"{name} is empty",
            "write at least one item" if error["type"] == "too_short" else "write a text",
        )
    unit = "items" if error["type"] == "too_long" else "characters"
    return Words(catalogue.OUT_OF_RANGE, f"{name} is too long", f"write at most {context['max_length']} {unit}")


def _bound_words(name: str, found: Any, error: Mapping[str, Any]) -> Words:
    context = error["ctx"]
    bound = f"at least {context['ge']}" if "ge" in context else f"at most {context['le']}"
    return Words(catalogue.OUT_OF_RANGE, f"{name} is {shown(found)}, and must be {bound}", f"write {bound}")


def _value_words(name: str, found: Any, error: Mapping[str, Any]) -> Words:
    cause = error["ctx"]["error"]
    return Words(catalogue.WRONG_FORM, str(cause), getattr(cause, "remedy", ""))


_WORDS: dict[str, Callable[[str, Any, Mapping[str, Any]], Words]] = {
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


def words_for(name: str, found: Any, error: Mapping[str, Any]) -> Words:
    """The words for a pydantic-core error about `found`, which the user knows as `name`.

    An error of an unforeseen type keeps pydantic's message.
    """
    if is_empty(found) and error["type"] != "value_error":
        return Words(
            catalogue.NO_VALUE, f"{name} has no value", 'give it a value (`""` is an empty text), or remove the key'
        )
    if error["type"] in _WORDS:
        return _WORDS[error["type"]](name, found, error)
    return Words(catalogue.INVALID_SHAPE, f"{name}: {error['msg'][:1].lower()}{error['msg'][1:]}", "")
