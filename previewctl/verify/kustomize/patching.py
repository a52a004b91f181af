"""Applies the patches of a kustomization."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.source.foreign import ForeignProblem, read_foreign_json
from previewctl.verify.kustomize.built import Built, changed, text_of
from previewctl.verify.kustomize.files import Files, parsed
from previewctl.verify.kustomize.json_patch import patched
from previewctl.verify.kustomize.merging import merged
from previewctl.verify.kustomize.refusal import Refused
from previewctl.verify.kustomize.targets import selects

if TYPE_CHECKING:
    from collections.abc import Sequence

    from previewctl.source.foreign import ForeignNode


def with_patches(
    items: list[Built], patches: Sequence[ForeignNode], directory: str, path: str, files: Files
) -> list[Built]:
    """The objects after all patches, in the order in which they stand."""
    for entry in patches:
        source, documents = _read(entry, directory, path, files)
        for document in documents:
            items = _applied(items, entry, document, source)
    return items


def _read(entry: ForeignNode, directory: str, path: str, files: Files) -> tuple[str, list[ForeignNode]]:
    inline, name = entry.get("patch").text, entry.get("path").text
    if inline is not None:
        return path, _documents(inline, path)
    if name is None:
        raise Refused("a patch has neither `patch` nor `path`", path, entry.line)
    source = files.below(directory, name, path, entry.line)
    return source, _documents(files.text(source), source)


def _documents(text: str, path: str) -> list[ForeignNode]:
    """Kustomize takes a text that begins with a bracket for JSON (`jsonPatchFromBytes`), and any other for YAML."""
    if not text.startswith("["):
        return parsed(text, path)
    found = read_foreign_json(text)
    if isinstance(found, ForeignProblem):
        raise Refused(found.message, path, found.line)
    return [found]


def _applied(items: list[Built], entry: ForeignNode, document: ForeignNode, source: str) -> list[Built]:
    target = entry.get("target")
    if not target.mapping:
        return _onto_its_own(items, document, source)
    found = []
    for item in items:
        if not selects(target, item, source):
            found.append(item)
        elif document.items:
            renames = entry.get("options", "allowNameChange").text == "true"
            found.append(_kept(item, patched(item.node, document.items, source), may_rename=renames))
        elif (node := merged(item.node, document, source)) is not None:
            found.append(_kept(item, node, may_rename=False))
    return found


def _onto_its_own(items: list[Built], patch: ForeignNode, source: str) -> list[Built]:
    """A patch without a target is for the one object that it names, and must meet it."""
    wanted = (patch.get("apiVersion").text, patch.get("kind").text, patch.get("metadata", "name").text)
    found, met = [], False
    for item in items:
        if (item.api_version, item.kind) != wanted[:2] or wanted[2] not in item.names:
            found.append(item)
            continue
        met = True
        if (node := merged(item.node, patch, source)) is not None:
            found.append(_kept(item, node, may_rename=False))
    if not met:
        raise Refused(f"the patch of `{wanted[1]}/{wanted[2]}` meets nothing", source, patch.line)
    return found


def _kept(item: Built, node: ForeignNode, *, may_rename: bool) -> Built:
    """Kind and name stay what they were, unless the patch may change the name."""
    node = changed(node, ("kind",), lambda _: item.node.get("kind"))
    node = changed(node, ("apiVersion",), lambda _: item.node.get("apiVersion"))
    if not may_rename:
        node = changed(node, ("metadata", "name"), lambda _: text_of(item.name))
    return item.with_node(node)
