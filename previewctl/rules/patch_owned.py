"""What previewctl decides about the objects of a preview, and patches may not change."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.rules.patch_texts import Touch

GUARD_RAILS = frozenset(
    {"Namespace", "ResourceQuota", "LimitRange", "NetworkPolicy", "ServiceAccount", "ExternalSecret", "Password"}
)
"""Kinds that no patch may be for: they keep a preview inside of its bounds and away from other services' secrets."""


class Owned(NamedTuple):
    """A field of some kinds of objects, or of all where none is named, and why it is not for patches.

    A key may end with `*`. `but` are fields below it that are free.
    """

    kinds: tuple[str, ...]
    path: tuple[str, ...]
    why: str
    but: tuple[str, ...] = ()


_PODS, _METADATA = ("Deployment", "Job"), ("metadata",)
_TEMPLATE = ("spec", "template", "metadata")
_POD = ("spec", "template", "spec")
_CONTAINERS = ("containers", "initContainers", "ephemeralContainers")
_LABELS = ("previewctl.dev/*", "app.kubernetes.io/*")

_IDENTITY = "names, labels and selectors tie the objects of a preview together"
_ORDER = "Argo CD needs it to apply a preview in its order"
_ROOM = "a preview stays apart from its node and from Kubernetes' API"
_ADDRESS = "the public address is the platform's"
_IMAGES = "images come from preview.yaml, where registries are checked"
_END = "a preview has to go when its pull request does"
_ENDLESS = "a Job that never ends keeps a closed preview alive"
_CLAIM = "Kubernetes refuses most changes of a claim, and then every sync fails"
_GROUPS = ("fsGroup", "fsGroupChangePolicy", "supplementalGroups", "runAsGroup")


def _each(kinds: tuple[str, ...], parent: tuple[str, ...], keys: tuple[str, ...], why: str) -> Iterator[Owned]:
    return (Owned(kinds, (*parent, key), why) for key in keys)


_PRESENT = (
    *_each((), (), ("apiVersion", "kind"), _IDENTITY),
    *_each((), _METADATA, ("name", "namespace"), _IDENTITY),
    *_each((), (*_METADATA, "labels"), _LABELS, _IDENTITY),
    *_each((), (*_METADATA, "annotations"), ("argocd.argoproj.io/*",), _ORDER),
    *_each(("Deployment", "Job", "Service"), ("spec",), ("selector",), _IDENTITY),
    *_each(_PODS, (*_TEMPLATE, "labels"), _LABELS, _IDENTITY),
    *_each(_PODS, (*_TEMPLATE, "annotations"), ("previewctl.dev/*",), _ORDER),
    *_each(_PODS, _POD, ("serviceAccountName", "serviceAccount", "automountServiceAccountToken"), _ROOM),
    Owned(_PODS, (*_POD, "securityContext"), _ROOM, _GROUPS),
    *(Owned(_PODS, (*_POD, key, "image"), _IMAGES) for key in _CONTAINERS),
    *(Owned(_PODS, (*_POD, key, "securityContext"), _ROOM, ("readOnlyRootFilesystem",)) for key in _CONTAINERS),
    *_each(("Job",), ("spec",), ("activeDeadlineSeconds",), _ENDLESS),
    *_each(("PersistentVolumeClaim",), (), ("spec",), _CLAIM),
    *_each(("HTTPRoute",), ("spec",), ("hostnames", "parentRefs"), _ADDRESS),
    *_each(("HTTPRoute",), ("spec", "rules"), ("backendRefs",), _ADDRESS),
    *_each(("Ingress",), ("spec",), ("ingressClassName", "tls"), _ADDRESS),
    *_each(("Ingress",), ("spec", "rules"), ("host", "http"), _ADDRESS),
    *_each(("HTTPRoute", "Ingress"), _METADATA, ("annotations",), _ADDRESS),
)
"""Fields that are there: taking away what they stand in takes them away too."""

_ABSENT = (
    *_each((), _METADATA, ("finalizers", "ownerReferences"), _END),
    *_each(_PODS, _POD, ("hostNetwork", "hostPID", "hostIPC", "hostUsers", "nodeName"), _ROOM),
    *_each(_PODS, (*_POD, "volumes"), ("hostPath",), _ROOM),
    *_each(_PODS, (*_POD, "volumes", "projected", "sources"), ("serviceAccountToken",), _ROOM),
    *_each(("Job",), ("spec",), ("suspend",), _ENDLESS),
    *_each(("Service",), ("spec",), ("type", "externalIPs", "externalName"), _ADDRESS),
    *_each(("Ingress",), ("spec",), ("defaultBackend",), _ADDRESS),
)
"""Fields that no object of a preview has."""


def owned_by(kind: str, touch: Touch) -> Owned | None:
    """What of an object of this kind a patch touches and may not."""
    for owned in (*_PRESENT, *_ABSENT):
        fits = all(_is(key, part) for key, part in zip(owned.path, touch.path, strict=False))
        if not fits or (owned.kinds and kind not in owned.kinds):
            continue
        below = touch.path[len(owned.path) :]
        if len(touch.path) < len(owned.path):
            if touch.removes and owned in _PRESENT:
                return owned
        elif not (below and below[0] in owned.but):
            return owned
    return None


def _is(key: str, part: str) -> bool:
    return part.startswith(key[:-1]) if key.endswith("*") else part == key
