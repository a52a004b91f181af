"""Single mistakes in the examples, each with the one finding that it has to cause.

A mistake is made at one place of one example: a slip in a key, a wrong type, a missing field, a bad reference, and so on. It is a
function of seed and index.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from previewctl.source.compose import MappingNode, SequenceNode
from previewctl.source.document import SourceDocument, parse
from previewctl.source.edits import Remove, edits_for
from previewctl.source.read import SourceText

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from previewctl.source.compose import Node
    from previewctl.source.document import KeyPath

EXAMPLES = Path(__file__).parents[2] / "examples/shop"
PREVIEWS = ("orders-api", "billing-api", "shop-web")
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Mistake:
    """A preview.yaml with one mistake: `codes` are those that may name it, `under` the text that the carets mark.

    `suggestion` is what the finding has to propose, where the mistake is a slip; `line` is where the finding has to be.
    """

    kind: str
    example: str
    text: str
    codes: tuple[str, ...]
    line: int
    under: str | None = None
    suggestion: str | None = None


Maker: TypeAlias = "Callable[[random.Random, str], Mistake | None]"


@cache
def example(name: str) -> SourceDocument:
    """The document of an example."""
    path = EXAMPLES / name / "preview.yaml"
    document = parse(SourceText(str(path), path.read_text(encoding="utf-8")))
    assert isinstance(document, SourceDocument)
    return document


def mistake(seed: int, index: int) -> Mistake:
    """The mistake of this number; kinds take turns, and what cannot be made in an example is tried elsewhere."""
    chance = random.Random(f"{seed}:{index}")
    make = MAKERS[index % len(MAKERS)]
    while True:
        made = make(chance, chance.choice(PREVIEWS))
        if made is not None:
            return made


def paths(name: str) -> list[KeyPath]:
    """Every path of an example."""
    return [path for path, _ in _walk(example(name).node(()), ())]


def _walk(node: Node, path: KeyPath) -> Iterator[tuple[KeyPath, Node]]:
    if path:
        yield path, node
    if isinstance(node, MappingNode):
        for key, (_, _, value) in node.pairs.items():
            yield from _walk(value, (*path, key))
    elif isinstance(node, SequenceNode):
        for number, item in enumerate(node.items):
            yield from _walk(item, (*path, number))


# What users name themselves is no key of previewctl's.
_NAMED_BY_USERS = {"processes", "services", "volumes", "dependencies", "overrides", "env", "resources"}


def _own_keys(name: str) -> list[KeyPath]:
    return [
        path
        for path in paths(name)
        if isinstance(path[-1], str) and not (len(path) == 2 and path[0] in _NAMED_BY_USERS)
    ]


def slip(chance: random.Random, word: str) -> str:
    """`word` with one letter left out, doubled, swapped or replaced."""
    place = chance.randrange(len(word))
    kind = chance.randrange(4)
    if kind == 0 and len(word) > 3:
        return word[:place] + word[place + 1 :]
    if kind == 1:
        return word[:place] + word[place] + word[place:]
    if kind == 2 and place + 1 < len(word) and word[place] != word[place + 1]:
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    other = chance.choice([letter for letter in LETTERS if letter != word[place].lower()])
    return word[:place] + other + word[place + 1 :]


def _replaced(name: str, path: KeyPath, new: str, *, key: bool = False) -> tuple[str, int]:
    """The text with another key or value at `path`, and the line of it."""
    document = example(name)
    entry = document.entry(path)
    span = entry.key if key else entry.value
    assert span is not None
    text = document.text[: span.start.offset] + new + document.text[span.end.offset :]
    return text, span.start.line


def key_slip(chance: random.Random, name: str) -> Mistake | None:
    """A slip in a key."""
    path = chance.choice(_own_keys(name))
    key = str(path[-1])
    wrong = slip(chance, key)
    if len(key) < 4 or wrong in {str(other[-1]) for other in paths(name)}:
        return None
    text, line = _replaced(name, path, wrong, key=True)
    return Mistake("a slip in a key", name, text, ("PV102",), line, wrong, key)


_REFERENCES: dict[str, list[tuple[KeyPath, bool, tuple[str, ...]]]] = {
    "orders-api": [
        (("dependencies", "billing-api"), True, ("PV203",)),
        (("dependencies", "catalog-api"), True, ("PV203",)),
        (("volumes", "media", "processes", 0), False, ("PV202",)),
        (("endpoint", "process"), False, ("PV202",)),
        (("resources", "worker"), True, ("PV202",)),
        (("resources", "web"), False, ("PV602",)),
        (("seed", "version"), False, ("PV301",)),
        (("runtime",), False, ("PV104",)),
        (("spot",), False, ("PV104",)),
        (("endpoint", "auth"), False, ("PV104",)),
        (("endpoint", "robots"), False, ("PV104",)),
        (("databases", "postgres", "extensions", 0), False, ("PV307",)),
        (("lifetime", "sleep", "timezone"), False, ("PV604",)),
        (("service",), False, ("PV207",)),
    ],
    "shop-web": [
        (("dependencies", "orders-api"), True, ("PV203",)),
        (("dependencies", "catalog-api"), True, ("PV203",)),
        (("endpoint", "process"), False, ("PV202",)),
        (("resources", "web"), False, ("PV602",)),
        (("runtime",), False, ("PV104",)),
        (("service",), False, ("PV207",)),
    ],
    "billing-api": [
        (("resources", "web"), False, ("PV602",)),
        (("endpoint", "process"), False, ("PV202",)),
        (("runtime",), False, ("PV104",)),
        (("service",), False, ("PV207",)),
    ],
}


def bad_reference(chance: random.Random, name: str) -> Mistake | None:
    """A slip in a name of something that exists elsewhere."""
    path, key, codes = chance.choice(_REFERENCES[name])
    right = str(path[-1]) if key else example(name).text[slice(*_offsets(name, path))]
    wrong = slip(chance, right)
    if not re.fullmatch(r"[a-zA-Z][\w./-]*|[\d.]+", wrong) or wrong.endswith((".", "-", "/")) or len(right) < 3:
        return None
    text, line = _replaced(name, path, wrong, key=key)
    return Mistake("a bad reference", name, text, codes, line, wrong, right)


def _offsets(name: str, path: KeyPath) -> tuple[int, int]:
    span = example(name).entry(path).value
    return span.start.offset, span.end.offset


def placeholder_slip(chance: random.Random, name: str) -> Mistake | None:
    """A slip in a placeholder."""
    document = example(name)
    found = list(re.finditer(r"\$\{([\w.]+)\}", document.text))
    if not found:
        return None
    match = chance.choice(found)
    wrong = slip(chance, match[1])
    if not re.fullmatch(r"[a-z][\w]*(\.[\w]+)+", wrong):
        return None
    text = document.text[: match.start(1)] + wrong + document.text[match.end(1) :]
    line = document.text.count("\n", 0, match.start()) + 1
    return Mistake("a slip in a placeholder", name, text, ("PV201",), line, f"${{{wrong}}}", match[1])


def missing_field(chance: random.Random, name: str) -> Mistake | None:
    """A required field that is left out."""
    required = [
        path
        for path in paths(name)
        if path in {("apiVersion",), ("kind",), ("service",), ("runtime",), ("image",)}
        or (path[-1] in {"image", "port"} and path[0] == "services")
        or (path[-1] in {"path", "size", "processes"} and path[0] == "volumes")
        or (path[-1] in {"dataset", "version"} and path[0] in {"seed", "databases"})
        or path in {("migrations", "command"), ("secrets", 0, "from"), ("checks", 0, "name"), ("checks", 0, "run")}
    ]
    path = chance.choice(required)
    document = example(name)
    parent_node = document.node(path[:-1])
    if isinstance(parent_node, MappingNode) and len(parent_node.pairs) == 1:
        return None  # the mapping would go with its only field
    edits = edits_for(document, (Remove(path),))
    if edits is None:
        return None
    (edit,) = edits
    text = document.text[: edit.span.start.offset] + edit.text + document.text[edit.span.end.offset :]
    parent = document.key_location(path[:-1]).span.start.line if len(path) > 1 else 1
    return Mistake("a missing field", name, text, ("PV101",), parent)


_SCALARS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "port": (("eight", "[8000]", "80.5", '"8000"', "true", "{a: b}"), ("PV103",)),
    "user": (("root", "[1000]", '"1000"'), ("PV103",)),
    "optional": (("yes", '"true"', "[true]", "1"), ("PV103",)),
    "command": (("gunicorn shop.wsgi", "{run: x}", "17"), ("PV103",)),
    "health": (("[/healthz]", "{path: /healthz}"), ("PV103",)),
    "length": (("long", '"64"', "[64]"), ("PV103",)),
    "weekends": (("sometimes", "7", '"false"'), ("PV103",)),
    "databases": (("postgres", "[postgres]"), ("PV103",)),
    "processes": (("web",), ("PV103",)),
    "endpoint": (("web", "[web]"), ("PV103",)),
    "seed": (("orders", "[orders]"), ("PV103",)),
    "lifetime": (("14d", "[14d]"), ("PV103",)),
    "env": (("[A, {b: c}]",), ("PV103",)),
    "service": (("[orders-api]", "{name: orders-api}"), ("PV103",)),
}


def wrong_type(chance: random.Random, name: str) -> Mistake | None:
    """A value of another type."""
    path = chance.choice([path for path in paths(name) if path[-1] in _SCALARS])
    values, codes = _SCALARS[str(path[-1])]
    node = example(name).node(path)
    if isinstance(node, MappingNode | SequenceNode) and not example(name).text.startswith(("{", "["), node.start):
        return None  # the rest of a block would stay behind
    if path[-1] in {"processes", "env"} and len(path) != 1:
        return None
    value = chance.choice(values)
    text, line = _replaced(name, path, value)
    return Mistake("a wrong type", name, text, codes, line, value)


_FORMS: dict[KeyPath, tuple[tuple[str, ...], tuple[str, ...]]] = {
    ("apiVersion",): (("previewctl.dev/v2", "v1", "apps/v1"), ("PV109",)),
    ("kind",): (("preview", "Platform", "Deployment"), ("PV104",)),
    ("image",): (
        ("Orders-API", "acme/orders-api:latest", "https://acme.dev/orders-api", "acme/orders api"),
        ("PV105",),
    ),
    ("processes", "web", "port"): (("0", "65536", "-1"), ("PV106",)),
    ("processes", "web", "health"): (("healthz", "http://x/healthz"), ("PV105",)),
    ("databases", "postgres", "storage"): (("2GB", "two", "2 Gi"), ("PV105",)),
    ("volumes", "media", "size"): (("1GB", "-1Gi"), ("PV105",)),
    ("volumes", "media", "path"): (("app/media", "../media", "/"), ("PV105", "PV114")),
    ("migrations", "timeout"): (("10 minutes", "3h", "0s", "10x"), ("PV105",)),
    ("lifetime", "idle"): (("3 days", "0d", "3days"), ("PV105",)),
    ("lifetime", "max"): (("forever", "90d"), ("PV105", "PV601")),
    ("lifetime", "sleep", "weekdays"): (('"20-07"', '"25:00-07:00"'), ("PV105",)),
    ("secrets", 0, "from"): (("prod/orders-api", "preview/billing-api"), ("PV401",)),
    ("services", "mailpit", "image"): (("axllent/Mailpit:v1", "evil.example.com/mailpit:v1.27"), ("PV105", "PV402")),
    ("user",): (("-1", "99999999999"), ("PV106",)),
    ("resources", "worker", "cpu"): (("250 m", "much", "64"), ("PV105", "PV601")),
    ("seed", "dataset"): (("Orders", "orders/2"), ("PV105",)),
}


def wrong_form(chance: random.Random, name: str) -> Mistake | None:
    """A value of the right type that does not have its form, or is out of its bounds."""
    path = chance.choice([path for path in _FORMS if example(name).has(path)])
    values, codes = _FORMS[path]
    value = chance.choice(values)
    text, line = _replaced(name, path, value)
    return Mistake("a wrong form", name, text, codes, line, None if "PV601" in codes else value)


def no_value(chance: random.Random, name: str) -> Mistake | None:
    """A key whose value is left out."""
    keys = {"service", "image", "runtime", "port", "version", "env", "health", "dataset", "process", "size", "idle"}
    path = chance.choice([path for path in paths(name) if path[-1] in keys and path != ("env",)])
    text, line = _replaced(name, path, "")
    return Mistake("a key without a value", name, text, ("PV107",), line)


def duplicate(chance: random.Random, name: str) -> Mistake | None:
    """A line that stands twice."""
    document = example(name)
    lines = document.text.splitlines(keepends=True)
    number = chance.choice([index for index, line in enumerate(lines) if re.match(r"\s*[\w-]+:.*\S", line)])
    if re.match(r"[\w-]+:\s*$", lines[number]):
        return None
    text = "".join([*lines[: number + 1], lines[number], *lines[number + 1 :]])
    key = lines[number].partition(":")[0].strip()
    return Mistake("a duplicate key", name, text, ("PV007",), number + 2, key)


def two_writers(chance: random.Random, name: str) -> Mistake | None:
    """A variable that something else sets already."""
    taken = {"orders-api": ["DATABASE_URL", "REDIS_URL", "EMAIL_HOST", "BILLING_API_URL", "SENTRY_DSN"]}
    known = taken.get(name, ["DATABASE_URL"] if name == "billing-api" else [])
    if not known:
        return None
    variable = chance.choice(known)
    document = example(name)
    at = document.text.index("\nenv:\n") + len("\nenv:\n")
    text = f"{document.text[:at]}  {variable}: something\n{document.text[at:]}"
    return Mistake("two writers", name, text, ("PV206",), text.count("\n", 0, at) + 1, variable)


def syntax(chance: random.Random, name: str) -> Mistake | None:
    """A bracket or quote that is not closed, a tab, a missing space."""
    document = example(name)
    lines = document.text.splitlines(keepends=True)
    flow = [index for index, line in enumerate(lines) if line.rstrip().endswith(("}", "]")) and "${" not in line]
    number = chance.choice(flow)
    kind = chance.choice(("bracket", "tab"))
    if kind == "bracket":
        lines[number] = lines[number].rstrip()[:-1] + "\n"
        return Mistake("a bracket that is not closed", name, "".join(lines), ("PV005",), number + 1)
    indented = [
        index for index, line in enumerate(lines) if line.startswith("  ") and not line.lstrip().startswith("#")
    ]
    if not indented:
        return None
    number = chance.choice(indented)
    lines[number] = "\t" + lines[number].lstrip()
    return Mistake("a tab", name, "".join(lines), ("PV006",), number + 1)


def unknown_override(chance: random.Random, name: str) -> Mistake | None:
    """An override of something that is no dependency."""
    if name == "billing-api":
        return None
    dependency = chance.choice([str(path[1]) for path in paths(name) if len(path) == 2 and path[0] == "dependencies"])
    wrong = slip(chance, dependency)
    if not re.fullmatch(r"[a-z]([a-z0-9-]*[a-z0-9])?", wrong):
        return None
    text = example(name).text + f"overrides: {{{wrong}: staging}}\n"
    return Mistake("a bad override", name, text, ("PV204",), text.count("\n"), wrong, dependency)


MAKERS: tuple[Maker, ...] = (
    key_slip,
    bad_reference,
    placeholder_slip,
    missing_field,
    wrong_type,
    wrong_form,
    no_value,
    duplicate,
    two_writers,
    syntax,
    unknown_override,
    key_slip,
    bad_reference,
)
