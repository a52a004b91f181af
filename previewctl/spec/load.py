"""A document becomes a spec, or the findings that say why it does not."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Literal, overload

from previewctl.diagnostics import catalogue
from previewctl.diagnostics.excerpt import quoted
from previewctl.diagnostics.model import FILE_START, Diagnostic, Fix, Location, in_order
from previewctl.source.edits import Change, Prepend, RenameKey, ReplaceSource, edits_for
from previewctl.source.suggest import nearest
from previewctl.spec.elsewhere import remedy_for
from previewctl.spec.light_pydantic_core import ValidationError
from previewctl.spec.placeholders import PlaceholderError
from previewctl.spec.preview import API_VERSION, PreviewSpec
from previewctl.spec.shape import expected_keys
from previewctl.spec.unusable import unusable_characters
from previewctl.spec.validator import compiled_schema, validator
from previewctl.spec.wording import shown, words_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from previewctl.source.document import KeyPath, SourceDocument
    from previewctl.spec.platform import PlatformSpec


_MOST = 100
"""Findings of one file: whoever has more mends these first."""
_ALWAYS: dict[tuple[str, ...], str] = {
    ("preview", "apiVersion"): f"apiVersion: {API_VERSION}",
    ("preview", "kind"): "kind: Preview",
    ("platform", "apiVersion"): f"apiVersion: {API_VERSION}",
    ("platform", "kind"): "kind: Platform",
}
"""By model and key: the line that every such file has."""


@overload
def load_spec(document: SourceDocument, model: Literal["preview"]) -> PreviewSpec | list[Diagnostic]: ...
@overload
def load_spec(document: SourceDocument, model: Literal["platform"]) -> PlatformSpec | list[Diagnostic]: ...
def load_spec(document: SourceDocument, model: str) -> PreviewSpec | PlatformSpec | list[Diagnostic]:
    """Validates a document against the model `preview` or `platform`; gives all findings about its shape at once."""
    if unusable := list(islice(unusable_characters(document), _MOST)):
        return unusable
    try:
        return validator(model).validate_python(document.data)  # type: ignore[no-any-return]
    except ValidationError as error:
        errors = error.errors(include_url=False)[:_MOST]
        misspelt = {_meant(model, item) for item in errors if item["type"] == "unexpected_keyword_argument"}
        found = [item for item in errors if item["type"] != "missing" or tuple(item["loc"]) not in misspelt]
        return in_order([_diagnostic(document, model, item) for item in found])


def _meant(model: str, error: Mapping[str, Any]) -> tuple[str | int, ...]:
    """Where the key would be that an unknown one is a slip of: it is there, if misspelt, and so not missing."""
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
    if kind == "missing":
        return _missing(document, model, location)
    if kind == "unexpected_keyword_argument":
        return _unknown(document, model, location)
    path = path_of(document, location)
    if location == ("apiVersion",):
        return _api_version(document, path)
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, PlaceholderError):
        where = document.within(path, cause.start, cause.end)
        return catalogue.INVALID_PLACEHOLDER.at(where, str(cause), help=cause.remedy)
    is_key = location[-1] == "[key]"
    found = str(path[-1]) if is_key else document.value(path)
    words = words_for("a key of " + named(path[:-1]) if is_key else named(path), found, error)
    where = document.key_location(path) if is_key else document.value_location(path)
    fix = None
    if words.source is not None and not is_key:
        fix = _fix(document, f"write `{words.source}`", ReplaceSource(path, words.source), safe=words.safe)
    return words.code.at(where, words.message, help=words.help, fix=fix)


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
    guess = nearest(key, known)
    remedy = f"did you mean `{guess}`?" if guess else "known here: " + ", ".join(f"`{name}`" for name in known)
    elsewhere = remedy_for(location) if model == "preview" else None
    if elsewhere:
        return catalogue.UNKNOWN_KEY.at(document.key_location(path), f"unknown key {quoted(key)}", help=elsewhere)
    taken = guess is None or document.has((*path[:-1], guess))
    fix = None if taken else _fix(document, f"rename it to `{guess}`", RenameKey(path, str(guess)), safe=False)
    return catalogue.UNKNOWN_KEY.at(document.key_location(path), f"unknown key {quoted(key)}", help=remedy, fix=fix)


def _api_version(document: SourceDocument, path: KeyPath) -> Diagnostic:
    return catalogue.UNKNOWN_API_VERSION.at(
        document.value_location(path),
        f"this previewctl does not read the `apiVersion` {shown(document.value(path))}",
        help=f"known: `{API_VERSION}`",
    )
