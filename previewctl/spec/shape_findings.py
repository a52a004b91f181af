"""Errors of validation become findings. Only a file that has not its shape needs this module."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from previewctl.diagnostics import catalogue
from previewctl.diagnostics.excerpt import quoted
from previewctl.diagnostics.model import FILE_START, Diagnostic, Fix, Location, in_order
from previewctl.source.document import Plain
from previewctl.source.edits import Change, Prepend, RenameKey, ReplaceSource, edits_for
from previewctl.source.suggest import nearest
from previewctl.spec.elsewhere import remedy_for
from previewctl.spec.placeholders import PlaceholderError
from previewctl.spec.preview import API_VERSION
from previewctl.spec.remedies import flow
from previewctl.spec.shape import expected_at, expected_keys
from previewctl.spec.validator import compiled_schema
from previewctl.spec.wording import is_empty, shown, words_for

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from previewctl.source.document import KeyPath, SourceDocument


_TAG = re.compile(r"(?:^|[\s\[{,:])!\S*\s+(?:&\S+\s+)?\Z")
_LONGEST_TAG = 200
_OF_A_PROCESS = {("cpu",), ("memory",)}
_NO_MAPPING = frozenset({"dataclass_type", "dataclass_exact_type"})
_ALWAYS: dict[tuple[str, ...], str] = {
    ("preview", "apiVersion"): f"apiVersion: {API_VERSION}",
    ("preview", "kind"): "kind: Preview",
    ("platform", "apiVersion"): f"apiVersion: {API_VERSION}",
    ("platform", "kind"): "kind: Platform",
}
"""By model and key: the line that every such file has."""

_OF_KUSTOMIZE = {
    ("patches", "path"): "write the patch itself under `patch`: it cannot stand in another file",
    ("patches", "target", "apiVersion"): "write `group` and `version`: `apps/v1` is `group: apps, version: v1`",
}
"""Keys of Kustomize and of Kubernetes that look like one of ours, and mean something else."""


def shape_findings(document: SourceDocument, model: str, errors: Sequence[Mapping[str, Any]]) -> list[Diagnostic]:
    """What is wrong with the shape of a document, from the errors of its validation by the model `preview` or `platform`."""
    misspelt = {_meant(model, item) for item in errors if item["type"] == "unexpected_keyword_argument"}
    found = [item for item in errors if item["type"] != "missing" or tuple(item["loc"]) not in misspelt]
    found = [item for item in found if not _repeats(document, item)]
    return in_order(_with_one_taker([(_meant(model, item), _diagnostic(document, model, item)) for item in found]))


def _with_one_taker(found: list[tuple[tuple[str | int, ...], Diagnostic]]) -> list[Diagnostic]:
    """Of two keys that would get the same name only the first keeps its fix."""
    kept, taken = [], set()
    for meant, item in found:
        repeats = item.code == catalogue.UNKNOWN_KEY.code and meant in taken
        kept.append(item._replace(fix=None) if repeats else item)
        taken.add(meant)
    return kept


def _is_a_command(words: Any) -> bool:
    """Whether the words of one command stand where `migrations` wants mappings."""
    return isinstance(words, list) and all(isinstance(word, str | Plain) and not is_empty(word) for word in words)


def _repeats(document: SourceDocument, error: Mapping[str, Any]) -> bool:
    """Whether a word of such a command is not the first, whose finding is about all."""
    location = tuple(error["loc"])
    of_items = location[:1] == ("migrations",) and len(location) == 2 and error["type"] in _NO_MAPPING
    return of_items and location[1] != 0 and _is_a_command(document.value(("migrations",)))


def _meant(model: str, error: Mapping[str, Any]) -> tuple[str | int, ...]:
    """Where the key would be that an unknown one is a slip of: it is there, if misspelt, and so not missing."""
    if error["type"] != "unexpected_keyword_argument":
        return tuple(error["loc"])
    *parent, key = error["loc"]
    guess = nearest(str(key), expected_keys(compiled_schema(model), parent))
    return (*parent, guess or str(key))


def path_of(document: SourceDocument, location: tuple[str | int, ...]) -> KeyPath:
    """The key path that a pydantic location stands for: parts that are not in the document are left out.

    Short forms (`billing-api: pr-1`) and key markers have locations that the document does not have.
    """
    path: KeyPath = ()
    for part in location:
        if document.has((*path, part)):
            path = (*path, part)
    return path


def _diagnostic(document: SourceDocument, model: str, error: Mapping[str, Any]) -> Diagnostic:
    location, kind = tuple(error["loc"]), error["type"]
    if kind in _ABOUT_KEYS:
        return _ABOUT_KEYS[kind](document, model, location)
    path = path_of(document, location)
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, PlaceholderError):
        where = document.within(path, cause.start, cause.end)
        return catalogue.INVALID_PLACEHOLDER.at(where, str(cause), help=cause.remedy)
    return _of_another_form(document, path, location) or _of_a_value(document, model, path, error)


def _of_a_value(document: SourceDocument, model: str, path: KeyPath, error: Mapping[str, Any]) -> Diagnostic:
    is_key = error["loc"][-1] == "[key]"
    found = str(path[-1]) if is_key else document.value(path)
    expected = expected_at(compiled_schema(model), error["loc"])
    words = words_for("a key of " + named(path[:-1]) if is_key else named(path), found, error, expected)
    where = document.key_location(path) if is_key else document.value_location(path)
    if words.source is None or is_key:
        return words.code.at(where, words.message, help=words.help)
    if _has_tag(document, where):
        remedy = "write it without tag and quotes" if words.safe else words.help
        return words.code.at(where, words.message, help=remedy)
    fix = _fix(document, f"write `{words.source}`", ReplaceSource(path, words.source), safe=words.safe)
    return words.code.at(where, words.message, help=words.help, fix=fix)


def _of_another_form(document: SourceDocument, path: KeyPath, location: tuple[str | int, ...]) -> Diagnostic | None:
    """What is meant for another place than the schema, which looks at one value at a time, takes it for."""
    if location == ("apiVersion",):
        return _api_version(document, path)
    if location == ("migrations", 0) and _is_a_command(document.value(("migrations",))):
        return _command_in_place_of_migrations(document)
    if path[:1] == ("resources",) and path[1:] in _OF_A_PROCESS:
        return _outside_of_a_process(document, path)
    return None


def _command_in_place_of_migrations(document: SourceDocument) -> Diagnostic:
    """`migrations: [python, manage.py, migrate]`: the words of one command, and no list of named ones."""
    words = document.value(("migrations",))
    source = f"{{command: {flow(words or [])}}}"
    fix = _fix(document, f"write `{source}`", ReplaceSource(("migrations",), source), safe=True)
    where = document.value_location(("migrations",))
    message = "`migrations` must be a mapping or a list of mappings, not a list of words"
    return catalogue.WRONG_TYPE.at(where, message, help=f"write `{source}`", fix=fix)


def _has_tag(document: SourceDocument, where: Location) -> bool:
    """Whether `!!str` stands before a value, which no edit of the value itself takes away."""
    return _TAG.search(document.text[: where.span.start.offset][-_LONGEST_TAG:]) is not None


def _outside_of_a_process(document: SourceDocument, path: KeyPath) -> Diagnostic:
    name = str(path[-1])
    form = f"{{web: {{{name}: {flow(document.value(path) or '')}}}}}"
    message = f"`resources` is by process, and {quoted(name)} stands in none"
    return catalogue.WRONG_FORM.at(document.key_location(path), message, help=f"write {quoted(form)}")


def _fix(document: SourceDocument, title: str, change: Change, *, safe: bool) -> Fix | None:
    edits = edits_for(document, (change,))
    return None if edits is None else Fix(title, edits, safe)


def named(path: KeyPath) -> str:
    """What the user calls the value at `path`: its key, or its number in a list."""
    if not path:
        return "the file"
    if isinstance(path[-1], int):
        return f"item {path[-1] + 1} of {named(path[:-1])}"
    return quoted(str(path[-1]))


def _missing(document: SourceDocument, model: str, location: tuple[str | int, ...]) -> Diagnostic:
    path = path_of(document, location[:-1])
    owner = f" in {named(path)}" if path else ""
    where = document.key_location(path) if path else Location(document.path, FILE_START)
    line = _ALWAYS.get((model, *map(str, location)))
    fix = _fix(document, f"add `{line}`", Prepend(line), safe=True) if line else None
    message = f"`{location[-1]}` is missing{owner}"
    return catalogue.MISSING_KEY.at(where, message, help=f"add `{line or f'{location[-1]}:'}`", fix=fix)


def _unknown(document: SourceDocument, model: str, location: tuple[str | int, ...]) -> Diagnostic:
    path, key = path_of(document, location), str(location[-1])
    known = expected_keys(compiled_schema(model), location[:-1])
    remedy = _OF_KUSTOMIZE.get((*(part for part in location if isinstance(part, str)),))
    if remedy := remedy or (remedy_for(location) if model == "preview" else None):
        return catalogue.UNKNOWN_KEY.at(document.key_location(path), f"unknown key {quoted(key)}", help=remedy)
    guess = nearest(key, known)
    remedy = f"did you mean `{guess}`?" if guess else "known here: " + ", ".join(f"`{name}`" for name in known)
    taken = guess is None or document.has((*path[:-1], guess))
    fix = None if taken else _fix(document, f"rename it to `{guess}`", RenameKey(path, str(guess)), safe=False)
    return catalogue.UNKNOWN_KEY.at(document.key_location(path), f"unknown key {quoted(key)}", help=remedy, fix=fix)


def _api_version(document: SourceDocument, path: KeyPath) -> Diagnostic:
    return catalogue.UNKNOWN_API_VERSION.at(
        document.value_location(path),
        f"this previewctl does not read the `apiVersion` {shown(document.value(path))}",
        help=f"known: `{API_VERSION}`",
    )


_ABOUT_KEYS = {"missing": _missing, "unexpected_keyword_argument": _unknown}
