"""What a kustomization does to all objects: namespace, labels, annotations, images, replicas and followed names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.verify.kustomize.built import Built, changed, list_of, mapping_of, text_of
from previewctl.verify.kustomize.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from previewctl.source.foreign import ForeignNode

_CLUSTER_SCOPED = frozenset({
    "ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition", "IngressClass", "Namespace", "PersistentVolume",
    "PriorityClass", "StorageClass",
})  # fmt: skip
_TEMPLATED = frozenset({"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job"})
_REFERENCES = {"PersistentVolumeClaim": ("claimName",), "ConfigMap": ("configMap", "configMapRef", "configMapKeyRef")}


def in_namespace(items: list[Built], namespace: str) -> list[Built]:
    """All objects in one namespace; a Namespace is renamed to it."""
    return [
        item.with_node(changed(item.node, ("metadata", "name" if item.kind == "Namespace" else "namespace"), lambda _: text_of(namespace)))
        if item.kind == "Namespace" or item.kind not in _CLUSTER_SCOPED
        else item
        for item in items
    ]  # fmt: skip


def with_pairs(
    items: list[Built], field: str, pairs: dict[str, ForeignNode], *, templates: bool, selectors: bool
) -> list[Built]:
    """Labels or annotations for all objects, for their pods' templates, and for what selects those."""
    return [
        item._replace(node=_with_pairs(item, field, pairs, templates=templates, selectors=selectors)) for item in items
    ]


def _with_pairs(
    item: Built, field: str, pairs: dict[str, ForeignNode], *, templates: bool, selectors: bool
) -> ForeignNode:
    def added(node: ForeignNode) -> ForeignNode:
        return mapping_of({**node.mapping, **pairs}, node)

    places: list[tuple[str, ...]] = [("metadata", field)]
    if templates or selectors:
        places += _template_places(item, field)
    if selectors:
        places += _selector_places(item)
    node = item.node
    for place in places:
        node = changed(node, place, added)
    return node


def _template_places(item: Built, field: str) -> list[tuple[str, ...]]:
    if item.kind == "CronJob":
        return [
            ("spec", "jobTemplate", "metadata", field),
            ("spec", "jobTemplate", "spec", "template", "metadata", field),
        ]
    return [("spec", "template", "metadata", field)] if item.kind in _TEMPLATED else []


def _selector_places(item: Built) -> list[tuple[str, ...]]:
    if item.kind == "Service" and item.node.get("spec", "selector").mapping:
        return [("spec", "selector")]
    if item.kind in _TEMPLATED - {"Job", "ReplicationController"}:
        return [("spec", "selector", "matchLabels")]
    return []


def with_images(items: list[Built], images: Sequence[ForeignNode]) -> list[Built]:
    """Names, tags and digests of images, by the name that stands in the manifests."""
    for image in images:
        items = [item._replace(node=_with_image(item.node, image)) for item in items]
    return items


def _with_image(node: ForeignNode, image: ForeignNode) -> ForeignNode:
    if isinstance(node.content, list):
        return list_of([_with_image(each, image) for each in node.content], node)
    if not isinstance(node.content, dict):
        return node
    pairs = {name: _with_image(value, image) for name, value in node.content.items()}
    for name in ("containers", "initContainers"):
        if name in pairs:
            pairs[name] = list_of([_container(each, image) for each in pairs[name].items], pairs[name])
    return mapping_of(pairs, node)


def _container(container: ForeignNode, image: ForeignNode) -> ForeignNode:
    old, name = container.get("image").text or "", image.get("name").text or ""
    rest = old.removeprefix(name)
    if not name or rest == old or (rest and rest[0] not in ":@"):
        return container
    digest, tag = image.get("digest").text, image.get("newTag").text
    suffix = f"@{digest}" if digest else f":{tag}" if tag else rest
    return changed(container, ("image",), lambda _: text_of(f"{image.get('newName').text or name}{suffix}"))


def with_replicas(items: list[Built], counts: Sequence[ForeignNode]) -> list[Built]:
    """The number of pods, by a workload's name."""
    wanted = {count.get("name").text: count.get("count") for count in counts}
    return [
        item._replace(node=changed(item.node, ("spec", "replicas"), lambda _, count=wanted[item.name]: count))  # type: ignore[misc]
        if item.name in wanted and item.kind in _TEMPLATED
        else item
        for item in items
    ]


def with_followed_names(items: list[Built]) -> list[Built]:
    """References to objects that a patch has renamed follow them (`allowNameChange`)."""
    for renamed in [item for item in items if len(item.names) > 1 and item.kind != "Namespace"]:
        if renamed.kind not in _REFERENCES:
            raise Refused(
                f"`{renamed.kind}/{renamed.name}` has been renamed", renamed.path, renamed.line, kustomize_could=True
            )
        keys, old = _REFERENCES[renamed.kind], set(renamed.names[:-1])
        items = [item._replace(node=_following(item.node, keys, old, renamed.name)) for item in items]
    return items


def _following(node: ForeignNode, keys: tuple[str, ...], old: set[str], new: str) -> ForeignNode:
    if isinstance(node.content, list):
        return list_of([_following(each, keys, old, new) for each in node.content], node)
    if not isinstance(node.content, dict):
        return node
    pairs = {name: _following(value, keys, old, new) for name, value in node.content.items()}
    for key in keys:
        found = pairs.get(key)
        if found is not None and found.text in old:
            pairs[key] = text_of(new)
        elif found is not None and found.get("name").text in old:
            pairs[key] = changed(found, ("name",), lambda _: text_of(new))
    return mapping_of(pairs, node)
