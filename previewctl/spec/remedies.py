"""What to write in the place of a value of another type: the user's own text in the form that its field has.

Where that cannot be told, the example of the field's documentation shows the form.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from previewctl.source.document import parse
from previewctl.source.edits import READ_OTHERWISE
from previewctl.source.read import SourceText
from previewctl.source.scalars import Plain
from previewctl.spec.patterns import ENV_NAME
from previewctl.spec.shape import Expected, fields_of, items_of, required_keys, value_of

if TYPE_CHECKING:
    from previewctl.source.document import Data
    from previewctl.spec.shape import Node

_COMMANDS = frozenset({"command", "release", "postdeploy", "run", "migrations"})
"""Fields that hold a command and its arguments."""
_OF_A_SHELL = re.compile(r"[|&;<>`*?~#\n]|\$(?!\{[a-z])|^\s*[A-Za-z_]\w*=")
_WORD = r"(?:--?|\.{0,2}/)?[A-Za-z](?:[\w.+=/@%-]|:(?=[\w/]))*"
_AMOUNT = r"[1-9][0-9]*(?:[dhimns]|[KMGT]i?)|[0-9]+(?:\.[0-9]+){2,}"
_BARE = re.compile(f"{_WORD}|{_AMOUNT}", re.ASCII)
"""What every reader of YAML takes for a text without quotes."""
_LONGEST = 1_000


class Instead(NamedTuple):
    """What to write, as YAML. `own`: all of it is the user's, so it can be written for them; `safe`: beyond doubt."""

    source: str
    own: bool = False
    safe: bool = False


def instead(found: Any, expected: Expected, *, a_list: bool) -> Instead | None:
    """What to write for a list, or for a mapping; None where nothing shows how it looks."""
    example = example_of(expected)
    if example is None:
        return None
    form = _as_list(found, expected, example) if a_list else _as_mapping(found, expected, example)
    return form or Instead(flow(example))


def example_of(expected: Expected) -> Data | None:
    """The example of a field's documentation, or the part of it that a place inside of the field has."""
    if not expected.model:
        return None
    try:
        text = _docs(expected.model)[expected.field][1]
    except OSError:  # previewctl without its sources
        return None
    document = parse(SourceText("example", f"example: {text}")) if text else []
    value: Data | None = None if isinstance(document, list) else document.data["example"]
    for part in expected.inside:
        value = _inside(value, part)
    return value


@cache
def _docs(model: str) -> dict[str, tuple[str, str]]:
    """The documentation of a model by its path: reading the sources of the models takes longer than most files take."""
    from previewctl.spec.documentation import field_docs

    module, _, name = model.partition(":")
    return field_docs(getattr(import_module(module), name))


def _example_in(node: Node, key: str) -> Data:
    """The example of a key of a mapping."""
    field = fields_of(node)[key]
    return example_of(Expected(node, "", node["cls"]["$import"], field["name"], ())) or ""


def _inside(value: Data | None, part: str | int) -> Data | None:
    if isinstance(value, dict):
        return value.get(part, next(iter(value.values()), None)) if isinstance(part, str) else value
    return value[0] if isinstance(value, list) and value else None


def flow(value: Data) -> str:
    """Data as YAML on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(key)}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return value.text if isinstance(value, Plain) else _scalar(value)


def _scalar(text: str) -> str:
    if _BARE.fullmatch(text) and text.lower() not in READ_OTHERWISE:
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _as_list(found: Any, expected: Expected, example: Data) -> Instead | None:
    if not _is_text(found):
        return None
    if isinstance(example, dict):  # one item may stand in the list's place
        return _filled(found, expected.node, example)
    if fields_of(items_of(expected.node)):
        item = _inside(example, 0)
        form = _filled(found, items_of(expected.node), item) if isinstance(item, dict) else None
        return form and form._replace(source=f"[{form.source}]")
    return _items(found, expected.field, items_of(expected.node))


def _items(found: str | Plain, field: str, item: Node) -> Instead | None:
    """A text as a list: as the words of a command, or as its only item."""
    if field in _COMMANDS:
        return _command(found) if isinstance(found, str) else None
    single = _single(found, item)
    return single and single._replace(source=f"[{single.source}]")


def _single(found: str | Plain, node: Node) -> Instead | None:
    """A text by itself, where it has the form that is asked for."""
    text = found.text if isinstance(found, Plain) else found
    return Instead(flow(found), own=True) if _fits(text, node) else None


def _command(text: str) -> Instead | None:
    """No shell reads a command, so its words are those that a shell would make of it, or a shell is what runs."""
    import shlex

    if not text.strip() or len(text) > _LONGEST or not text.replace("\n", "").isprintable():
        return None
    try:
        words: list[Data] = [*shlex.split(text)]
    except ValueError:
        return None
    if _OF_A_SHELL.search(text):
        return Instead(flow(["sh", "-c", text.strip()]), own=True)
    return Instead(flow(words), own=True, safe=True)


def _as_mapping(found: Any, expected: Expected, example: Data) -> Instead | None:
    if expected.short == "short_command":
        return _items(found, expected.field, {}) if _is_text(found) else None
    if expected.short == "short_value":
        return None  # the value of a variable can be a secret, which no finding repeats
    if expected.short:
        only = found[0] if isinstance(found, list) and len(found) == 1 else None
        return Instead(flow(only), own=True) if only is not None and _is_text(only) else None
    if not isinstance(example, dict) or not _is_text(found):
        return None
    if fields_of(expected.node):
        return _filled(found, expected.node, example)
    name, first = next(iter(example.items()))
    return Instead(flow({name: found})) if _is_text(first) else None


def _filled(found: str | Plain, node: Node, example: dict[str, Data]) -> Instead | None:
    """The example with the user's text as its first value, and what else has to be there; None if that does not fit."""
    shape = items_of(node) if node.get("type") == "tuple" else node
    key, value = next(iter(example.items()))
    if isinstance(value, dict):
        return None
    schema = value_of(fields_of(shape)[key])
    own = _items(found, key, items_of(schema)) if isinstance(value, list) else _single(found, schema)
    if own is None:
        return None
    others = {name: example[name] for name in example if name != key and name in required_keys(shape)}
    if shape is node:  # an item of `migrations`, say, needs the name that the only one goes without
        others |= {name: _example_in(shape, name) for name in sorted(required_keys(shape) - example.keys())}
    pairs = ", ".join([f"{key}: {own.source}", *(f"{name}: {flow(item)}" for name, item in others.items())])
    return own._replace(source=f"{{{pairs}}}", own=not others, safe=own.safe and key == "command")


def _is_text(value: Any) -> bool:
    """Whether a value is a text or a number: what a user writes who leaves the form around it out."""
    return isinstance(value, str) or (isinstance(value, Plain) and not isinstance(value.value, bool | None))


def _fits(text: str, node: Node) -> bool:
    """Whether a text has the form that a schema asks for, as far as it says so."""
    if node.get("type") == "literal":
        return text in node["expected"]
    if node.get("type") == "dataclass":  # its short form is the name of a variable
        return re.search(ENV_NAME, text) is not None
    return re.search(node.get("pattern") or "", text) is not None and len(text) <= _LONGEST and text.isprintable()
