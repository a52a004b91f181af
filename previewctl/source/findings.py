"""What is wrong with a text that is YAML: the wording of everything the composer refuses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from previewctl.diagnostics import catalogue
from previewctl.diagnostics.model import FILE_START, Diagnostic, Location, Related
from previewctl.source.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from previewctl.source.places import Places

MAX_DEPTH = 40
MAX_NODES = 100_000

TAG_DIRECTIVE = re.compile(r"(?:^|[\r\n])%TAG")
_TAG = re.compile(r"(?:&\S*\s+)?(![^\s,\[\]{}]*)")
_MISSING_SPACE = re.compile(r"([\w.-]+):(\S+)")
_MAX_SHOWN = 40


def shorten(text: str) -> str:
    """A text that fits into a message: one line of at most forty characters."""
    line = " ".join(text.split())
    return line if len(line) <= _MAX_SHOWN else line[:_MAX_SHOWN] + "…"


def empty_document(places: Places) -> Diagnostic:
    """Nothing, or nothing but comments."""
    what = "nothing but comments" if re.search(r"(?m)^[ \t]*#", places.text) else "nothing"
    return catalogue.EMPTY_DOCUMENT.at(
        Location(places.path, FILE_START),
        f"this file holds {what}, expected lines such as `key: value`",
        help="write its first key, or remove the file",
    )


def not_a_mapping(places: Places, start: int, end: int, kind: str) -> Diagnostic:
    """A list or a single value at the top of the file."""
    location = places.first_line(start, end)
    missing_space = _MISSING_SPACE.match(places.text, start, location.span.end.offset)
    solution = (
        f"write a space after the colon: `{shorten(missing_space[1])}: {shorten(missing_space[2])}`"
        if missing_space
        else "write `key: value` lines at the top"
    )
    message = f"the top of this file is {kind}, expected a mapping (`key: value` lines)"
    return catalogue.NOT_A_MAPPING.at(location, message, help=solution)


def several_documents(places: Places, start: int, end: int) -> Diagnostic:
    """The `---` of a second document."""
    return catalogue.SEVERAL_DOCUMENTS.at(
        places.first_line(start, end),
        "a second document starts here, expected one document in a file",
        label="starts a second document",
        help="remove this line, or move what follows into a file of its own",
    )


def duplicate_key(places: Places, name: str, first: tuple[int, int], second: tuple[int, int]) -> Diagnostic:
    """A key that stands twice in a mapping, at the second place."""
    return catalogue.DUPLICATE_KEY.at(
        places.first_line(*second),
        f"the key `{shorten(name)}` stands twice in this mapping",
        label="again here",
        help="remove one of the two, or merge their values",
        related=(Related(places.first_line(*first), "first here"),),
    )


def invalid_key(places: Places, start: int, end: int, kind: str) -> Diagnostic:
    """A key that is not a text."""
    template = places.text.startswith("{", start) and places.text.startswith("{", start - 1)
    solution = "put a text with `{{ … }}` in quotes" if template else "write the key as a text, in quotes if need be"
    return catalogue.INVALID_KEY.at(
        places.first_line(start, end), f"found {kind} as a key, expected a text", help=solution
    )


def unsupported_tag(places: Places, start: int) -> Diagnostic:
    """Any tag but `!!str`; `start` is where the properties of the value begin."""
    match = _TAG.match(places.text, start)
    begin, end = match.span(1) if match else (start, start + 1)
    return catalogue.UNSUPPORTED_TAG.at(
        places.location(begin, end),
        f"the tag `{shorten(places.text[begin:end])}` is not supported, expected a plain value",
        help="remove the tag; a text that starts with `!` goes into quotes",
    )


def tag_directive(places: Places) -> Diagnostic:
    """A `%TAG` line."""
    found = TAG_DIRECTIVE.search(places.text)
    start = found.end() - len("%TAG") if found else 0
    return catalogue.UNSUPPORTED_TAG.at(
        places.first_line(start, len(places.text)), "`%TAG` is not supported", help="remove this line"
    )


def unknown_anchor(places: Places, start: int, end: int, name: str, known: Iterable[str]) -> Diagnostic:
    """An alias to an anchor that does not stand above it."""
    match = nearest(name, known)
    return catalogue.UNKNOWN_ANCHOR.at(
        places.location(start, end),
        f"the alias `*{shorten(name)}` names an anchor that is not defined above it",
        help=f"did you mean `*{match}`?"
        if match
        else f"write `&{shorten(name)}` before the value to repeat, or use quotes",
    )


def recursive_alias(places: Places, start: int, end: int, name: str) -> Diagnostic:
    """An alias inside the value that its anchor names."""
    return catalogue.TOO_MANY_NODES.at(
        places.location(start, end),
        f"the alias `*{shorten(name)}` stands inside the very value that it repeats",
        help="write the value out, or move the alias out of it",
    )


def too_deep(places: Places, start: int, end: int) -> Diagnostic:
    """The first collection, or alias, that goes below the allowed depth."""
    return catalogue.TOO_DEEP.at(
        places.location(start, end),
        f"found more than {MAX_DEPTH} levels of nesting, expected a handful",
        help="close the brackets above, or make the structure flatter",
    )


def too_many_nodes(places: Places, start: int, end: int) -> Diagnostic:
    """The value, or the alias, that exceeds the allowed number of values."""
    return catalogue.TOO_MANY_NODES.at(
        places.location(start, end),
        f"found more than {MAX_NODES:,} keys and values in this file, aliases written out",
        help="remove aliases that repeat other aliases, or move data into files of its own",
    )


def invalid_merge(places: Places, key: tuple[int, int], value: tuple[int, int]) -> Diagnostic:
    """A merge key `<<` with something else than a mapping or a list of mappings."""
    return catalogue.INVALID_MERGE.at(
        places.location(*key),
        "`<<` merges mappings, found something else",
        help='name an anchor whose value is a mapping: `<<: *defaults`, or quote the key: "<<"',
        related=(Related(places.first_line(*value), "this is no mapping"),),
    )
