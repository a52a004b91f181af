"""Says what is wrong with a value in the user's words: one function for each kind of validation error."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from previewctl.diagnostics import catalogue
from previewctl.diagnostics.excerpt import quoted
from previewctl.source.document import Plain
from previewctl.source.suggest import nearest
from previewctl.spec.patterns import EXPLANATIONS, IMAGE, IMAGE_REPOSITORY, REMEDIES
from previewctl.spec.remedies import example_of, flow, instead

if TYPE_CHECKING:
    from previewctl.diagnostics.catalogue import Code
    from previewctl.spec.shape import Expected


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
_SHORTER = {
    "as_list": "a text or a list",
    "one_migration": "a mapping or a list",
    "short_command": "a list or a mapping",
    **dict.fromkeys(("short_host", "short_size", "short_target", "short_url", "short_value"), "a text or a mapping"),
}
"""By the function that reads the shorter form of a list or mapping: what may stand there."""
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})", re.ASCII)
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


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


def _type_words(name: str, found: Any, error: Mapping[str, Any], expected: Expected) -> Words:
    wanted = _WANTED[error["type"]]
    if isinstance(found, str) and _is_quoted(found, wanted):
        message = f"{name} must be {wanted}, not the text {shown(found)}"
        return Words(catalogue.WRONG_TYPE, message, "write it without quotes", found, safe=True)
    form = instead(found, expected, a_list=wanted == "a list") if wanted in {"a list", "a mapping"} else None
    wanted = _SHORTER.get(expected.short, wanted)
    message = f"{name} must be {wanted}, not {shown(found)}"
    if form is not None and form.own:
        return Words(catalogue.WRONG_TYPE, message, f"write `{form.source}`", form.source, form.safe)
    example = None if wanted == "`true` or `false`" else example_of(expected)
    source = form.source if form is not None else flow(example) if example is not None else ""
    return Words(catalogue.WRONG_TYPE, message, f"write {wanted}, such as `{source}`" if source else f"write {wanted}")


def _is_quoted(found: str, wanted: str) -> bool:
    """Whether a text would be the value that is wanted, were it not for its quotes."""
    if wanted == "a whole number":
        return _INTEGER.fullmatch(found) is not None
    return wanted == "`true` or `false`" and found in {"true", "false"}


def _literal_words(name: str, found: Any, error: Mapping[str, Any], expected: Expected) -> Words:
    allowed = [item.strip("'") for item in error["ctx"]["expected"].replace(" or ", ", ").split(", ")]
    guess = nearest(found, allowed) if isinstance(found, str) else None
    remedy = "write one of: " + ", ".join(f"`{item}`" for item in allowed)
    return Words(
        catalogue.VALUE_NOT_ALLOWED,
        f"{name} cannot be {shown(found)}",
        f"did you mean `{guess}`?" if guess else remedy,
        guess,
    )


def _pattern_words(name: str, found: Any, error: Mapping[str, Any], expected: Expected) -> Words:
    pattern, text = error["ctx"]["pattern"], str(found.text if isinstance(found, Plain) else found)
    message = f"{name} cannot be {shown(found)}"
    if problem := _image_problem(pattern, text):
        return Words(catalogue.WRONG_FORM, f"{message}: {problem[0]}", problem[1])
    lower = text.lower()
    if text != lower and re.search(pattern, lower):
        return Words(catalogue.WRONG_FORM, message, f"write it in lower case: {quoted(lower)}", lower)
    wanted = EXPLANATIONS.get(pattern, "a value of another form")
    return Words(catalogue.WRONG_FORM, message, REMEDIES.get(pattern, f"write {wanted}"))


def _image_problem(pattern: str, text: str) -> tuple[str, str] | None:
    """What an image lacks that has everything else, and what to write."""
    if pattern not in {IMAGE, IMAGE_REPOSITORY}:
        return None
    tagged, _, digest = text.partition("@")
    name, colon, tag = tagged.rpartition(":")
    name, tag = (tagged, "") if not colon or "/" in tag else (name, tag)
    if name != name.lower() and re.search(IMAGE_REPOSITORY, name.lower()):
        return "its name has upper-case letters", f"write {quoted(text.replace(name, name.lower(), 1))}"
    if not re.search(IMAGE_REPOSITORY, name) or pattern == IMAGE_REPOSITORY:
        return None
    if digest and not _DIGEST.fullmatch(digest):
        return "its digest is not complete", "write `@sha256:` and all 64 hexadecimal digits"
    if not digest and not tag:
        return "it has no tag", f"add one, or a digest: {quoted(f'{name}:<tag>')}"
    return None


def _length_words(name: str, found: Any, error: Mapping[str, Any], expected: Expected) -> Words:
    context = error["ctx"]
    if "max_length" not in context:
        return Words(
            catalogue.OUT_OF_RANGE,
            f"{name} is empty",
            "write at least one item" if error["type"] == "too_short" else "write a text",
        )
    unit = "items" if error["type"] == "too_long" else "characters"
    return Words(catalogue.OUT_OF_RANGE, f"{name} is too long", f"write at most {context['max_length']} {unit}")


def _bound_words(name: str, found: Any, error: Mapping[str, Any], expected: Expected) -> Words:
    context = error["ctx"]
    bound = f"at least {context['ge']}" if "ge" in context else f"at most {context['le']}"
    return Words(catalogue.OUT_OF_RANGE, f"{name} is {shown(found)}, and must be {bound}", f"write {bound}")


def _value_words(name: str, found: Any, error: Mapping[str, Any], expected: Expected) -> Words:
    cause = error["ctx"]["error"]
    return Words(catalogue.WRONG_FORM, str(cause), getattr(cause, "remedy", ""), getattr(cause, "meant", None))


_WORDS: dict[str, Callable[[str, Any, Mapping[str, Any], Expected], Words]] = {
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


def words_for(name: str, found: Any, error: Mapping[str, Any], expected: Expected) -> Words:
    """The words for a pydantic-core error about `found`, which the user knows as `name`, where `expected` may stand.

    An error of an unforeseen type keeps pydantic's message.
    """
    if is_empty(found) and error["type"] != "value_error":
        return Words(
            catalogue.NO_VALUE, f"{name} has no value", 'give it a value (`""` is an empty text), or remove the key'
        )
    if error["type"] in _WORDS:
        return _WORDS[error["type"]](name, found, error, expected)
    return Words(catalogue.INVALID_SHAPE, f"{name}: {error['msg'][:1].lower()}{error['msg'][1:]}", "")
