"""Reads MongoDB's Extended JSON, canonical or relaxed: one document on a line.

The forms of the types: https://github.com/mongodb/specifications/blob/master/source/extended-json/extended-json.md.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from previewctl.seeds.text_lines import Line

LARGEST_DOCUMENT = 16 << 20
"""https://www.mongodb.com/docs/manual/reference/limits/: 16 MiB, and 100 levels."""
_DEEPEST = 100
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)")
_INTEGER = re.compile(r"-?\d{1,19}")
_DECIMAL = re.compile(r"[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|Inf(?:inity)?|NaN)", re.IGNORECASE)
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

Document = dict[str, Any]


class Parsed(NamedTuple):
    """A line and its document; where there is none, `problem` says why and `column` where, from 1."""

    line: Line
    document: Document | None
    problem: str = ""
    column: int = 1


def documents(lines: Iterable[Line]) -> Iterator[Parsed]:
    """What each line holds; lines with nothing but spaces are left out."""
    for line in lines:
        if line.text.strip():
            yield parsed(line)


def parsed(line: Line) -> Parsed:
    """The document of one line."""
    if len(line.text.encode()) > LARGEST_DOCUMENT:
        return Parsed(line, None, "a document may have 16 MiB")
    try:
        found = json.loads(line.text, object_pairs_hook=_object, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        return Parsed(line, None, f"it is not JSON: {error.msg[:1].lower()}{error.msg[1:]}", error.colno)
    except _Refused as error:
        return Parsed(line, None, str(error))
    except (ValueError, RecursionError):
        return Parsed(line, None, "it is nested too deeply, or has a number that is too long")
    if not isinstance(found, dict):
        return Parsed(line, None, "it is no document: write `{…}`")
    problem = _problem(found, 0)
    return Parsed(line, None, problem) if problem else Parsed(line, found)


def canonical(value: Any) -> str:
    """The same text for the same value; keys keep their order, for MongoDB tells such documents apart."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class _Refused(Exception):  # noqa: N818 - it is what happened, and never leaves this module
    pass


def _object(pairs: list[tuple[str, Any]]) -> Document:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _Refused(f"it has the field {json.dumps(twice, ensure_ascii=False)} twice")
    return found


def _refuse(text: str) -> float:
    raise _Refused(f'`{text}` is not JSON: write `{{"$numberDouble": "{text}"}}`')


def _problem(value: Any, depth: int) -> str:
    """What is wrong with a value; nothing where all is well."""
    if depth > _DEEPEST:
        return f"it has more than {_DEEPEST} levels"
    if isinstance(value, list):
        return next((found for item in value if (found := _problem(item, depth + 1))), "")
    if not isinstance(value, dict):
        return ""
    marks = [key for key in value if key.startswith("$")]
    if "\0" in "".join(value):
        return "a field's name has a zero byte"
    if marks and marks[0] not in _REFERENCE:
        return _typed_problem(value, marks[0])
    return next((found for item in value.values() if (found := _problem(item, depth + 1))), "")


def _typed_problem(value: Document, key: str) -> str:
    form = _TYPES.get(key)
    if form is None:
        return f"`{key}` is no type of Extended JSON"
    keys, holds = form
    if not set(value) <= keys:
        other = next(name for name in value if name not in keys)
        return f"`{key}` stands beside `{other}`"
    try:
        right = holds(value)
    except (KeyError, TypeError, ValueError, AttributeError):
        right = False
    return "" if right else f"`{key}` holds something else than it has to"


def _text(pattern: re.Pattern[str], key: str) -> Callable[[Document], bool]:
    return lambda value: isinstance(value[key], str) and pattern.fullmatch(value[key]) is not None


def _date(value: Document) -> bool:
    inner = value["$date"]
    if isinstance(inner, dict):
        return set(inner) == {"$numberLong"} and _INTEGER.fullmatch(inner["$numberLong"]) is not None
    return isinstance(inner, str) and _DATE.fullmatch(inner) is not None


def _binary(value: Document) -> bool:
    import base64

    inner = value["$binary"]
    if isinstance(inner, str):  # the form of MongoDB before 4.2, which mongoimport still reads
        base64.b64decode(inner, validate=True)
        return isinstance(value["$type"], str)
    base64.b64decode(inner["base64"], validate=True)
    return set(inner) == {"base64", "subType"} and re.fullmatch(r"[0-9a-fA-F]{1,2}", inner["subType"]) is not None


def _expression(value: Document) -> bool:
    inner = value["$regularExpression"]
    return set(inner) == {"pattern", "options"} and all(isinstance(part, str) for part in inner.values())


def _timestamp(value: Document) -> bool:
    inner = value["$timestamp"]
    return set(inner) == {"t", "i"} and all(type(part) is int and 0 <= part < 1 << 32 for part in inner.values())


_REFERENCE = ("$ref", "$id", "$db")
_TYPES: dict[str, tuple[set[str], Callable[[Document], bool]]] = {
    "$oid": ({"$oid"}, _text(re.compile(r"[0-9a-fA-F]{24}"), "$oid")),
    "$date": ({"$date"}, _date),
    "$numberInt": ({"$numberInt"}, _text(re.compile(r"-?\d{1,10}"), "$numberInt")),
    "$numberLong": ({"$numberLong"}, _text(_INTEGER, "$numberLong")),
    "$numberDouble": ({"$numberDouble"}, _text(_DECIMAL, "$numberDouble")),
    "$numberDecimal": ({"$numberDecimal"}, _text(_DECIMAL, "$numberDecimal")),
    "$binary": ({"$binary", "$type"}, _binary),
    "$type": ({"$binary", "$type"}, _binary),
    "$uuid": ({"$uuid"}, _text(_UUID, "$uuid")),
    "$regularExpression": ({"$regularExpression"}, _expression),
    "$timestamp": ({"$timestamp"}, _timestamp),
    "$symbol": ({"$symbol"}, lambda value: isinstance(value["$symbol"], str)),
    "$code": ({"$code", "$scope"}, lambda value: isinstance(value["$code"], str)),
    "$minKey": ({"$minKey"}, lambda value: value["$minKey"] == 1),
    "$maxKey": ({"$maxKey"}, lambda value: value["$maxKey"] == 1),
    "$undefined": ({"$undefined"}, lambda value: value["$undefined"] is True),
}
