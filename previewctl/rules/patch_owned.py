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

    A key may end with `*`; a set stands for every key that is not in it. `but` are fields below it that are free.
    """

    kinds: tuple[str, ...]
    path: tuple[str | frozenset[str], ...]
    why: str
    but: tuple[str, ...] = ()
    instead: str = "leave it out of the patch"


_PODS, _METADATA, _ROUTES = ("Deployment", "Job"), ("metadata",), ("HTTPRoute", "Ingress")
_TEMPLATE = ("spec", "template", "metadata")
_POD = ("spec", "template", "spec")
_CONTAINERS = ("containers", "initContainers", "ephemeralContainers")
_LABELS = ("previewctl.dev/*", "app.kubernetes.io/*", "argocd.argoproj.io/*")
_TOOLS = ("config.kubernetes.io/*", "internal.config.kubernetes.io/*", "kustomize.config.k8s.io/*", "config.k8s.io/*")
_DOORS = (
    "k8s.v1.cni.cncf.io/*",
    "v1.multus-cni.io/*",
    "iam.amazonaws.com/*",
    "container.apparmor.security.beta.kubernetes.io/*",
    "seccomp.security.alpha.kubernetes.io/*",
    "container.seccomp.security.alpha.kubernetes.io/*",
)
"""Annotations of pods that give one another network, another identity, or less of a wall around it."""

_VOLUMES = frozenset({
    "name", "configMap", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret",
})  # fmt: skip
"""Volumes from within the namespace. `image` is one from any registry, and the rest is of the node or of elsewhere."""

_PROJECTED = frozenset({"clusterTrustBundle", "configMap", "downwardAPI", "secret"})
_ROUTE_RULES = frozenset({"backendRefs", "matches", "name", "retry", "sessionPersistence", "timeouts"})

_IDENTITY = "names, labels and selectors tie the objects of a preview together"
_ORDER = "Argo CD needs it to apply a preview in its order"
_ROOM = "a preview stays apart from its node and from Kubernetes' API"
_ADDRESS = "the public address is the platform's"
_IMAGES = "images come from preview.yaml, where registries are checked"
_END = "a preview has to go when its pull request does"
_ENDLESS = "a Job that never ends keeps a closed preview alive"
_ONCE = "a hook runs once, and Argo CD waits for its end"
_CLAIM = "Kubernetes refuses most changes of a claim, and then every sync fails"
_BUILD = "Kustomize drops or renames objects by it"
_OUTSIDE = "no object of a preview has it"
_COUNT = "pods are counted where a process has its `replicas`"
_BROUGHT = "what `copy` and `move` bring into a pod stands elsewhere, where nothing looks at it"
_GROUPS = ("fsGroup", "fsGroupChangePolicy", "supplementalGroups", "runAsGroup")
_CHECKS = ("startupProbe", "readinessProbe", "livenessProbe")
_ACTIONS = (*((check,) for check in _CHECKS), *(("lifecycle", moment) for moment in ("postStart", "preStop")))


def _each(
    kinds: tuple[str, ...], parent: tuple[str, ...], keys: tuple[str | frozenset[str], ...], why: str
) -> Iterator[Owned]:
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
    *_each(("HTTPRoute",), ("spec", "rules"), ("backendRefs", "filters"), _ADDRESS),
    *_each(("Ingress",), (), ("spec",), _ADDRESS),
    *_each(_ROUTES, _METADATA, ("annotations", "labels"), _ADDRESS),
)
"""Fields that are there: taking away what they stand in takes them away too."""

_ABSENT = (
    *_each((), (), (frozenset({"apiVersion", "kind", "metadata", "spec", "data", "binaryData"}),), _OUTSIDE),
    *_each((), _METADATA, (frozenset({"name", "namespace", "labels", "annotations"}),), _END),
    *_each((), (*_METADATA, "annotations"), _TOOLS, _BUILD),
    *_each((), (*_METADATA, "annotations"), ("external-dns.alpha.kubernetes.io/*",), _ADDRESS),
    Owned(("Deployment",), ("spec", "replicas"), _COUNT, instead="write `replicas` at the process"),
    *_each(_PODS, (*_TEMPLATE, "annotations"), _DOORS, _ROOM),
    *_each(_PODS, _TEMPLATE, (frozenset({"labels", "annotations"}),), _OUTSIDE),
    *_each(_PODS, _POD, ("hostNetwork", "hostPID", "hostIPC", "hostUsers", "nodeName", "schedulerName"), _ROOM),
    *_each(_PODS, _POD, ("runtimeClassName", "resourceClaims"), _ROOM),
    *_each(_PODS, (*_POD, "volumes"), (_VOLUMES,), _ROOM),
    *_each(_PODS, (*_POD, "volumes", "projected", "sources"), (_PROJECTED,), _ROOM),
    *(item for key in _CONTAINERS for item in _each(_PODS, (*_POD, key, "ports"), ("hostPort", "hostIP"), _ROOM)),
    *(
        Owned(_PODS, (*_POD, key, *action, how, "host"), _ROOM)
        for key in _CONTAINERS
        for action in _ACTIONS
        for how in ("httpGet", "tcpSocket")
    ),
    *_each(("Job",), ("spec",), ("suspend", "ttlSecondsAfterFinished", "managedBy"), _ENDLESS),
    *_each(("Job",), ("spec",), ("parallelism", "completions", "completionMode"), _ONCE),
    *_each(("Service",), ("spec",), ("type", "externalIPs", "externalName"), _ADDRESS),
    *_each(("Service",), ("spec", "ports"), ("nodePort",), _ADDRESS),
    *_each(("HTTPRoute",), ("spec",), (frozenset({"rules"}),), _ADDRESS),
    *_each(("HTTPRoute",), ("spec", "rules"), (_ROUTE_RULES,), _ADDRESS),
)
"""Fields that no object of a preview has, or not always."""

_INTO_A_POD = Owned(_PODS, _POD, _BROUGHT, instead="write the value in an `add`")


def owned_by(kind: str, touch: Touch) -> Owned | None:
    """What of an object of this kind a patch touches and may not."""
    if touch.brings and kind in _PODS and touch.path[: len(_POD)] == _POD:
        return _INTO_A_POD
    of_kind = (owned for owned in (*_PRESENT, *_ABSENT) if not owned.kinds or kind in owned.kinds)
    return next((owned for owned in of_kind if _meets(owned, touch)), None)


def _meets(owned: Owned, touch: Touch) -> bool:
    if not all(_is(key, part) for key, part in zip(owned.path, touch.path, strict=False)):
        return False
    if len(touch.path) < len(owned.path):
        return touch.brings or (touch.removes and owned in _PRESENT)
    below = touch.path[len(owned.path) :]
    return not (below and below[0] in owned.but)


def _is(key: str | frozenset[str], part: str) -> bool:
    if isinstance(key, frozenset):
        return part not in key
    return part.startswith(key[:-1]) if key.endswith("*") else part == key
