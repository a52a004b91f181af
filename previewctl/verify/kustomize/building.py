"""Builds an overlay: resources, generated objects, components, then what the kustomization does to all of them.

The order is that of `accumulateTarget` and of the built-in transformers in kubernetes-sigs/kustomize,
api/internal/target/kusttarget.go. What previewctl does not know it refuses rather than leaves out.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from previewctl.verify.kustomize.built import Built, text_of
from previewctl.verify.kustomize.files import Files
from previewctl.verify.kustomize.generating import generated
from previewctl.verify.kustomize.patching import with_patches
from previewctl.verify.kustomize.refusal import Refused
from previewctl.verify.kustomize.transforming import (
    in_namespace,
    with_followed_names,
    with_images,
    with_pairs,
    with_replicas,
)
from previewctl.verify.objects import KubeObject, objects_in

if TYPE_CHECKING:
    from previewctl.source.foreign import ForeignNode

_KNOWN = frozenset({
    "apiVersion", "kind", "metadata", "buildMetadata", "sortOptions", "resources", "bases", "components", "namespace",
    "labels", "commonLabels", "commonAnnotations", "images", "replicas", "generatorOptions", "configMapGenerator",
    "secretGenerator", "patches",
})  # fmt: skip
_DEEPEST = 20


def build(directory: str) -> list[KubeObject]:
    """The objects of an overlay. Raises `Refused` for what cannot be read here."""
    items = with_followed_names(_built([], directory, Files(), ()))
    return [KubeObject(item.node, item.path, item.line) for item in items]


def _built(items: list[Built], directory: str, files: Files, above: tuple[str, ...]) -> list[Built]:
    """What a directory makes of the objects before it: nothing before a base, all so far before a component."""
    path = files.kustomization(directory)
    if path is None:
        raise Refused("there is no kustomization.yaml", os.path.join(directory, "kustomization.yaml"))
    if os.path.realpath(directory) in above or len(above) > _DEEPEST:
        raise Refused("it is built on itself", path)
    documents = files.documents(path)
    kustomization = documents[0] if documents else text_of("")
    for name, value in kustomization.mapping.items():
        if name not in _KNOWN and value.content not in (None, [], {}):
            raise Refused(f"`{name}` is not among what can be read here", path, value.line, kustomize_could=True)
    inside = (*above, os.path.realpath(directory))
    for entry in (*kustomization.get("resources").items, *kustomization.get("bases").items):
        found = files.beside(directory, entry.text or "", path, entry.line)
        items = [*items, *(_built([], found, files, inside) if os.path.isdir(found) else _objects(found, files))]
    items = [*items, *generated(kustomization, directory, path, files)]
    for entry in kustomization.get("components").items:
        items = _built(items, files.beside(directory, entry.text or "", path, entry.line), files, inside)
    return _transformed(items, kustomization, directory, path, files)


def _objects(path: str, files: Files) -> list[Built]:
    return [
        Built(item.node, path, item.line, (item.name,)) for item in objects_in(files.documents(path), path)
    ]  # fmt: skip


def _transformed(
    items: list[Built], kustomization: ForeignNode, directory: str, path: str, files: Files
) -> list[Built]:
    items = with_patches(items, kustomization.get("patches").items, directory, path, files)
    if namespace := kustomization.get("namespace").text:
        items = in_namespace(items, namespace)
    for labels in kustomization.get("labels").items:
        flags = {name: labels.get(name).text == "true" for name in ("includeTemplates", "includeSelectors")}
        items = with_pairs(
            items, "labels", labels.get("pairs").mapping,
            templates=flags["includeTemplates"], selectors=flags["includeSelectors"],
        )  # fmt: skip
    items = _for_all(items, "labels", kustomization.get("commonLabels"), selectors=True)
    items = _for_all(items, "annotations", kustomization.get("commonAnnotations"), selectors=False)
    items = with_replicas(items, kustomization.get("replicas").items)
    return with_images(items, kustomization.get("images").items)


def _for_all(items: list[Built], field: str, pairs: ForeignNode, *, selectors: bool) -> list[Built]:
    return with_pairs(items, field, pairs.mapping, templates=True, selectors=selectors) if pairs.mapping else items
