"""Strategic merge patches, as Kustomize applies them.

https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md. Lists of the
kinds that Kubernetes itself defines are merged by a key; in custom resources a list is replaced. What a patch names in a
list comes first (kyaml's `MergeOptionsListPrepend`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.verify.kustomize.built import list_of, mapping_of
from previewctl.verify.kustomize.refusal import Refused

if TYPE_CHECKING:
    from previewctl.source.foreign import ForeignNode

_KEYS = {
    "containers": ("name",),
    "initContainers": ("name",),
    "ephemeralContainers": ("name",),
    "volumes": ("name",),
    "env": ("name",),
    "volumeMounts": ("mountPath",),
    "volumeDevices": ("devicePath",),
    "ports": ("containerPort", "port"),
    "imagePullSecrets": ("name",),
    "hostAliases": ("ip",),
    "topologySpreadConstraints": ("topologyKey",),
}
"""`patchMergeKey` of the fields of Kubernetes' types, by the field's name."""
_BUILT_IN = ("", "apps", "batch", "networking.k8s.io", "policy", "autoscaling", "rbac.authorization.k8s.io")
_DIRECTIVE = "$patch"
_FOREIGN_DIRECTIVES = ("$setElementOrder", "$deleteFromPrimitiveList", "$retainKeys")


def merged(node: ForeignNode, patch: ForeignNode, path: str) -> ForeignNode | None:
    """An object with a patch applied; None when the patch deletes it. `path` is the patch's file."""
    group = (node.get("apiVersion").text or "").rpartition("/")[0]
    if patch.get(_DIRECTIVE).text == "delete":
        return None
    return _merged(node, patch, path, by_key=group in _BUILT_IN)


def _merged(node: ForeignNode, patch: ForeignNode, path: str, *, by_key: bool) -> ForeignNode:
    if not isinstance(patch.content, dict):
        return patch
    for name in patch.content:
        if name.startswith(_FOREIGN_DIRECTIVES):
            raise Refused(f"the patch uses `{name}`", path, patch.line, kustomize_could=True)
    if patch.get(_DIRECTIVE).text == "replace" or not isinstance(node.content, dict):
        return mapping_of({name: value for name, value in patch.content.items() if name != _DIRECTIVE}, patch)
    pairs = dict(node.content)
    for name, value in patch.content.items():
        if value.content is None or value.get(_DIRECTIVE).text == "delete":
            pairs.pop(name, None)
        elif name != _DIRECTIVE:
            pairs[name] = _value(name, pairs.get(name), value, path, by_key=by_key)
    return mapping_of(pairs, node)


def _value(name: str, old: ForeignNode | None, new: ForeignNode, path: str, *, by_key: bool) -> ForeignNode:
    if old is None:
        return new
    if any(item.mapping.keys() == {_DIRECTIVE} for item in new.items):
        return _by_directive(new, path)
    if isinstance(new.content, list) and isinstance(old.content, list) and by_key:
        key = next((each for each in _KEYS.get(name, ()) if _all_have(each, old, new)), None)
        return _list(key, old, new, path) if key else new
    return _merged(old, new, path, by_key=by_key)


def _by_directive(new: ForeignNode, path: str) -> ForeignNode:
    """A list with an item that says what to do with all of it."""
    if {item.get(_DIRECTIVE).text for item in new.items if item.mapping.keys() == {_DIRECTIVE}} != {"replace"}:
        raise Refused(f"the patch uses `{_DIRECTIVE}` on a list", path, new.line, kustomize_could=True)
    return list_of([item for item in new.items if item.mapping.keys() != {_DIRECTIVE}], new)


def _all_have(key: str, *lists: ForeignNode) -> bool:
    return all(item.get(key).text is not None for each in lists for item in each.items)


def _list(key: str, old: ForeignNode, new: ForeignNode, path: str) -> ForeignNode:
    """The items of the patch in its order, merged with those that were there, then the others."""
    items = {item.get(key).text: item for item in old.items}
    first = {}
    for item in new.items:
        name = item.get(key).text
        before = items.pop(name, None)
        if item.get(_DIRECTIVE).text != "delete":
            first[name] = _merged(before, item, path, by_key=True) if before else item
    return list_of([*first.values(), *items.values()], old)
