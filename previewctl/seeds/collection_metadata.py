"""Checks `<collection>.metadata.json`, which holds a collection's options and indexes as mongodump writes them.

Forms: https://www.mongodb.com/docs/manual/reference/command/createIndexes/ and
https://www.mongodb.com/docs/manual/reference/operator/query/jsonSchema/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_DEEPEST = 100
"""https://www.mongodb.com/docs/manual/reference/limits/: levels of a document."""
_KINDS = frozenset({"text", "2d", "2dsphere", "hashed", "geoHaystack"})
_LEVELS = frozenset({"off", "strict", "moderate"})
_ACTIONS = frozenset({"error", "warn", "errorAndLog"})
_BSON_TYPES = frozenset(
    "double string object array binData undefined objectId bool date null regex dbPointer javascript symbol "  # noqa: SIM905
    "javascriptWithScope int timestamp long decimal minKey maxKey number".split()
)
_JSON_TYPES = frozenset({"object", "array", "number", "boolean", "string", "null"})
_KEYWORDS = frozenset(
    "additionalItems additionalProperties allOf anyOf bsonType dependencies description encrypt encryptMetadata enum "  # noqa: SIM905
    "exclusiveMaximum exclusiveMinimum items maximum maxItems maxLength maxProperties minimum minItems minLength "
    "minProperties multipleOf not oneOf pattern patternProperties properties required title type uniqueItems".split()
)
"""MongoDB refuses a schema with any other keyword: `$ref`, `default`, `format` and `definitions` among them."""


def problems_of(metadata: Mapping[str, Any]) -> list[str]:
    """What the server would refuse, each as a sentence."""
    return [*_indexes(metadata.get("indexes", [])), *_options(metadata.get("options", {}))]


def _indexes(indexes: Any) -> Iterator[str]:
    if not isinstance(indexes, list):
        yield "`indexes` is no list"
        return
    names: set[str] = set()
    for number, index in enumerate(indexes, 1):
        if not isinstance(index, dict):
            yield f"index {number} is no document"
            continue
        name = index.get("name")
        if not isinstance(name, str) or not name:
            yield f"index {number} has no `name`"
            continue
        if name in names:
            yield f"there are two indexes `{name}`"
        names.add(name)
        yield from (f"index `{name}`: {problem}" for problem in _key(index.get("key")))


def _key(key: Any) -> Iterator[str]:
    if not isinstance(key, dict) or not key:
        yield "`key` has to be a document with a direction for each field"
        return
    for field, direction in key.items():
        number = isinstance(direction, int | float) and not isinstance(direction, bool) and direction != 0
        if not (number or _one_of(direction, _KINDS)):
            yield f"`{field}` has the direction `{direction}`: write 1, -1 or one of {', '.join(sorted(_KINDS))}"
        if not all(field.split(".")):
            yield f"`{field}` is no path of fields"


def _options(options: Any) -> Iterator[str]:
    if not isinstance(options, dict):
        yield "`options` is no document"
        return
    for name, known in (("validationLevel", _LEVELS), ("validationAction", _ACTIONS)):
        if name in options and not _one_of(options[name], known):
            yield f"`{name}` is `{options[name]}`: write one of {', '.join(sorted(known))}"
    validator = options.get("validator", {})
    if not isinstance(validator, dict):
        yield "`validator` is no document"
        return
    for name, value in validator.items():
        if name == "$jsonSchema":
            yield from (f"validator: {problem}" for problem in _schema(value, "$jsonSchema"))


def _schema(schema: Any, where: str, depth: int = 0) -> Iterator[str]:
    """What is wrong with a schema, and with those in it."""
    if not isinstance(schema, dict):
        yield f"{where} is no document"
        return
    if depth > _DEEPEST:
        yield f"the schema has more than {_DEEPEST} levels"
        return
    yield from (f"{where}: MongoDB knows no keyword `{name}`" for name in schema if name not in _KEYWORDS)
    for keyword, known in (("bsonType", _BSON_TYPES), ("type", _JSON_TYPES)):
        for name in _listed(schema.get(keyword, [])):
            if not _one_of(name, known):
                yield f"{where}: there is no {keyword} `{name}`"
    if "required" in schema and not _are_names(schema["required"]):
        yield f"{where}: `required` has to be a list of different names, and not empty"
    for keyword in ("properties", "patternProperties"):
        if not isinstance(schema.get(keyword, {}), dict):
            yield f"{where}: `{keyword}` is no document"
    for name, part in _inner(schema):
        yield from _schema(part, f"{where}.{name}", depth + 1)


def _inner(schema: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The schemas in a schema, by what they are for."""
    for keyword in ("properties", "patternProperties"):
        inner = schema.get(keyword, {})
        yield from inner.items() if isinstance(inner, dict) else ()
    for keyword in ("items", "additionalProperties", "not", "allOf", "anyOf", "oneOf"):
        for part in _listed(schema.get(keyword, [])):
            if not isinstance(part, bool):
                yield keyword, part


def _one_of(value: Any, known: frozenset[str]) -> bool:
    return isinstance(value, str) and value in known


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _are_names(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(name, str) for name in value)
        and len(set(value)) == len(value)
    )
