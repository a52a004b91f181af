"""Characters that an escape can put into a value and that do not survive the way into a container."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import FORBIDDEN_CHARACTER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.diagnostics.model import Diagnostic
    from previewctl.source.document import Data, KeyPath, SourceDocument

_UNUSABLE = re.compile("[\0\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""No process can be given NUL; the others Kustomize refuses, or changes silently."""


def unusable_characters(document: SourceDocument) -> Iterator[Diagnostic]:
    """A finding for each text with such a character. Only an escape can bring one in: the reader refuses the bare ones."""
    if "\\" in document.text:
        yield from _in(document, (), document.data)


def _in(document: SourceDocument, path: KeyPath, value: Data) -> Iterator[Diagnostic]:
    if isinstance(value, dict):
        for key, item in value.items():
            if found := _UNUSABLE.search(key):
                yield _finding(document, (*path, key), found.group(), on_key=True)
            yield from _in(document, (*path, key), item)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _in(document, (*path, index), item)
    elif isinstance(value, str) and (found := _UNUSABLE.search(value)):
        yield _finding(document, path, found.group(), on_key=False)


def _finding(document: SourceDocument, path: KeyPath, character: str, *, on_key: bool) -> Diagnostic:
    where = document.key_location(path) if on_key else document.value_location(path)
    message = f"the character U+{ord(character):04X} does not survive the way into a container"
    return FORBIDDEN_CHARACTER.at(where, message, help="remove the escape")
