"""The overlays below a directory: those of the previews that their records name, or every kustomization that nothing is built on."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING

from previewctl.source.foreign import NOTHING, ForeignProblem, read_foreign_yaml
from previewctl.source.read import SourceText, read_source
from previewctl.verify.kustomize.files import Files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.source.foreign import ForeignNode

RECORD = "preview.json"
_SKIPPED = frozenset({"_bases", "node_modules"})
_MOST_DIRECTORIES = 20_000
_DEEPEST = 8


def overlays_in(directory: str) -> list[str]:
    """The directories to verify, sorted: the one itself, if it can be built, else what is below it."""
    if Files().kustomization(directory):
        return [directory]
    found = list(_candidates(directory))
    used = {os.path.realpath(path) for overlay in found for path in _built_on(overlay)}
    return [overlay for overlay in found if os.path.realpath(overlay) not in used]


def _candidates(directory: str) -> Iterator[str]:
    for number, (parent, directories, names) in enumerate(os.walk(directory)):
        depth = os.path.relpath(parent, directory).count(os.sep)
        if number > _MOST_DIRECTORIES:
            return
        directories[:] = sorted(
            name for name in directories if name not in _SKIPPED and not name.startswith(".") and depth < _DEEPEST
        )
        if RECORD in names and (tree := _recorded(os.path.join(parent, RECORD))) in directories:
            directories[:] = [tree]
        path = Files().kustomization(parent)
        if path:
            directories[:] = []
            if (_read(path) or NOTHING).get("kind").text != "Component":
                yield os.path.normpath(parent)


def _recorded(path: str) -> str:
    """The tree that a preview's record names; the one before it is kept beside it for a while."""
    source = read_source(path)
    try:
        record = json.loads(source.text) if isinstance(source, SourceText) else None
    except (ValueError, RecursionError):
        return ""
    preview = record.get("preview") if isinstance(record, dict) else None
    tree = preview.get("tree") if isinstance(preview, dict) else None
    return tree if isinstance(tree, str) and re.fullmatch("[0-9a-f]{12}", tree) else ""


def _built_on(directory: str) -> Iterator[str]:
    path = Files().kustomization(directory)
    node = (_read(path) if path else None) or NOTHING
    for field in ("resources", "bases", "components"):
        for entry in node.get(field).items:
            if entry.text and "\0" not in entry.text:
                yield os.path.normpath(os.path.join(directory, entry.text))


def _read(path: str) -> ForeignNode | None:
    source = read_source(path)
    found = read_foreign_yaml(source.text) if isinstance(source, SourceText) else None
    return found[0] if found and not isinstance(found, ForeignProblem) else None
