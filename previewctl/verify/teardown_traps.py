"""What stays behind when a preview is deleted.

Argo CD deletes what it has applied, by waves from the last one; what is told to stay, or stands outside of the preview's
namespace, stays. A namespace that a sync made by `CreateNamespace=true` is not the Application's, and nobody deletes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import NAMESPACE_NOT_MANAGED, OUTSIDE_OF_NAMESPACE, STAYS_BEHIND
from previewctl.verify.annotations import is_hook, sync_options
from previewctl.verify.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from previewctl.verify.objects import KubeObject

_STAYING = ("Delete=false", "Prune=false")
_KEEP = "helm.sh/resource-policy"
_CLUSTER_SCOPED = frozenset({
    "APIService", "CSIDriver", "ClusterExternalSecret", "ClusterRole", "ClusterRoleBinding", "ClusterSecretStore",
    "CustomResourceDefinition", "GatewayClass", "IngressClass", "MutatingWebhookConfiguration", "PersistentVolume",
    "PriorityClass", "RuntimeClass", "StorageClass", "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding",
    "ValidatingWebhookConfiguration", "VolumeSnapshotClass",
})  # fmt: skip


def teardown_traps(objects: Sequence[KubeObject]) -> Iterator[Finding]:
    """What outlives the preview."""
    namespaces = {item.name for item in objects if item.kind == "Namespace" and not item.group}
    for item in objects:
        yield from _staying(item)
        if item.kind in _CLUSTER_SCOPED:
            yield Finding(
                OUTSIDE_OF_NAMESPACE,
                item,
                f"`{item.label}` belongs to the whole cluster: every preview would write the same one, and each deletes it",
                "leave it to the platform; the AppProject refuses it",
            )
        elif namespaces and item.namespace and item.namespace not in namespaces:
            yield Finding(
                OUTSIDE_OF_NAMESPACE,
                item,
                f"`{item.label}` stands in the namespace `{item.namespace}`, which is not the preview's own",
                f"put it into `{min(namespaces)}`",
            )
    if not namespaces:
        yield from _unmanaged(objects)


def _staying(item: KubeObject) -> Iterator[Finding]:
    option = next((option for option in _STAYING if option in sync_options(item)), None)
    if option is None and item.annotation(_KEEP) == "keep":
        option = f"{_KEEP}: keep"
    if option:
        yield Finding(
            STAYS_BEHIND,
            item,
            f"`{item.label}` stays when the preview is deleted: `{option}`",
            "take the annotation off: nothing else deletes it",
        )


def _unmanaged(objects: Sequence[KubeObject]) -> Iterator[Finding]:
    """Only a tree that says in which namespace its objects are can be known to lack it."""
    placed = [item for item in objects if item.namespace and not is_hook(item)]
    if placed:
        first = min(placed, key=lambda item: item.label)  # whoever has built the tree, in whatever order
        yield Finding(
            NAMESPACE_NOT_MANAGED,
            first,
            f"nothing here is the Namespace `{first.namespace}`, so it stays when the preview is deleted",
            "add the Namespace to the tree, in the lowest wave: what `CreateNamespace=true` makes is never deleted",
        )
