"""What previewctl decides about the objects of a preview, and patches may not change."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from previewctl.rules.patch_texts import Touch

GUARD_RAILS = frozenset({
    "Namespace", "ResourceQuota", "LimitRange", "NetworkPolicy", "ServiceAccount", "ExternalSecret", "Password",
})  # fmt: skip
"""Kinds that no patch may be for: they keep a preview inside of its bounds and away from other services' secrets."""


class Owned(NamedTuple):
    """A field, and why it is not for patches. A key may end with `*`; no kinds mean all of them.

    `present`: the field is there, so taking away what it stands in counts too. `but` are fields below it that are free.
    """

    kinds: tuple[str, ...]
    path: tuple[str, ...]
    why: str
    present: bool = True
    but: tuple[str, ...] = ()


_PODS = ("Deployment", "Job")
_POD = ("spec", "template", "spec")
_IDENTITY = "names, labels and selectors tie the objects of a preview together"
_ORDER = "Argo CD needs it to apply a preview in its order"
_ROOM = "a preview stays apart from its node and from Kubernetes' API"
_ADDRESS = "the public address is the platform's"
_USER = ("fsGroup", "fsGroupChangePolicy", "supplementalGroups", "runAsGroup")

_OWNED = (
    *(Owned((), (key,), _IDENTITY) for key in ("apiVersion", "kind")),
    *(Owned((), ("metadata", key), _IDENTITY) for key in ("name", "namespace")),
    *(Owned((), ("metadata", key), "a preview has to go when its pull request does", False) for key in ("finalizers", "ownerReferences")),
    *(Owned((), ("metadata", "labels", key), _IDENTITY) for key in ("previewctl.dev/*", "app.kubernetes.io/*")),
    Owned((), ("metadata", "annotations", "argocd.argoproj.io/*"), _ORDER),
    Owned(("Deployment", "Job", "Service"), ("spec", "selector"), _IDENTITY),
    *(Owned(_PODS, ("spec", "template", "metadata", "labels", key), _IDENTITY) for key in ("previewctl.dev/*", "app.kubernetes.io/*")),
    Owned(_PODS, ("spec", "template", "metadata", "annotations", "previewctl.dev/*"), _ORDER),
    *(Owned(_PODS, (*_POD, key), _ROOM) for key in ("serviceAccountName", "serviceAccount", "automountServiceAccountToken")),
    *(Owned(_PODS, (*_POD, key), _ROOM, False) for key in ("hostNetwork", "hostPID", "hostIPC", "hostUsers", "nodeName")),
    Owned(_PODS, (*_POD, "securityContext"), _ROOM, True, _USER),
    Owned(_PODS, (*_POD, "volumes", "hostPath"), _ROOM, False),
    Owned(_PODS, (*_POD, "volumes", "projected", "sources", "serviceAccountToken"), _ROOM, False),
    *(
        owned
        for containers in ("containers", "initContainers", "ephemeralContainers")
        for owned in (
            Owned(_PODS, (*_POD, containers, "image"), "images come from preview.yaml, where registries are checked"),
            Owned(_PODS, (*_POD, containers, "securityContext"), _ROOM, True, ("readOnlyRootFilesystem",)),
        )
    ),
    *(Owned(("Job",), ("spec", key), "a Job that never ends keeps a closed preview alive") for key in ("activeDeadlineSeconds", "suspend")),
    *(Owned(("Service",), ("spec", key), _ADDRESS, False) for key in ("type", "externalIPs", "externalName")),
    Owned(("PersistentVolumeClaim",), ("spec",), "Kubernetes refuses most changes of a claim, and then every sync fails"),
    *(Owned(("HTTPRoute",), ("spec", key), _ADDRESS) for key in ("hostnames", "parentRefs")),
    Owned(("HTTPRoute",), ("spec", "rules", "backendRefs"), _ADDRESS),
    *(Owned(("Ingress",), ("spec", key), _ADDRESS) for key in ("ingressClassName", "tls", "defaultBackend")),
    *(Owned(("Ingress",), ("spec", "rules", key), _ADDRESS) for key in ("host", "http")),
    Owned(("HTTPRoute", "Ingress"), ("metadata", "annotations"), _ADDRESS),
)  # fmt: skip


def owned_by(kind: str, touch: Touch) -> Owned | None:
    """What of an object of this kind a patch touches and may not."""
    for owned in _OWNED:
        if not owned.kinds or kind in owned.kinds:
            depth = min(len(owned.path), len(touch.path))
            if not all(_is(key, part) for key, part in zip(owned.path, touch.path, strict=False)):
                continue
            reached = depth == len(owned.path)
            free = reached and owned.but and touch.path[depth : depth + 1] and touch.path[depth] in owned.but
            if (reached and not free) or (not reached and touch.removes and owned.present):
                return owned
    return None


def _is(key: str, part: str) -> bool:
    return part.startswith(key[:-1]) if key.endswith("*") else part == key
