"""What Argo CD waits for before it starts the next wave, by kind.

gitops-engine/pkg/health/health_*.go and resource_customizations/ in argoproj/argo-cd (3.5.1). A kind without a health
check, such as a Secret or a CronJob, is done as soon as it is applied (`getOperationPhase` in sync_context.go).
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from previewctl.verify.pods import replicas

if TYPE_CHECKING:
    from previewctl.verify.objects import KubeObject


class Waits(StrEnum):
    """What makes an object healthy."""

    NOTHING = "it is applied"
    READY = "its pods are ready"
    COMPLETE = "it has completed"
    BOUND = "its volume is bound"
    SYNCED = "its Secret is written"
    ADDRESS = "it has an address"
    NEVER = "nothing"
    """It never is: the sync goes on for ever."""


_ROUTES = frozenset({"HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "Gateway"})


def waits(item: KubeObject) -> Waits:
    """What a wave with this object waits for."""
    if item.group in ("apps", "") and item.template.mapping:
        return _of_workload(item)
    if item.kind == "Job" and item.group == "batch":
        # Suspended is neither healthy nor failed (health_job.go).
        return Waits.NEVER if item.spec.get("suspend").text == "true" else Waits.COMPLETE
    if item.kind == "PersistentVolumeClaim":
        return Waits.BOUND
    if item.kind == "ExternalSecret":
        return Waits.SYNCED
    if is_endpoint(item):
        return Waits.ADDRESS
    return Waits.NOTHING


def is_endpoint(item: KubeObject) -> bool:
    """Whether it is healthy only once something outside of the namespace has taken it up."""
    if item.kind == "Service":
        return item.spec.get("type").text == "LoadBalancer"
    return (item.kind == "Ingress" and item.group in ("networking.k8s.io", "extensions")) or (
        item.kind in _ROUTES and item.group == "gateway.networking.k8s.io"
    )


def _of_workload(item: KubeObject) -> Waits:
    if item.kind == "Pod":
        stays = item.spec.get("restartPolicy").text in (None, "Always")
        return Waits.READY if stays else Waits.COMPLETE
    if item.kind == "ReplicationController":
        return Waits.NOTHING
    if item.kind == "Deployment" and item.spec.get("paused").text == "true":
        return Waits.NEVER
    # Zero of zero pods are available: nothing is waited for.
    return Waits.NOTHING if item.kind != "DaemonSet" and replicas(item) == 0 else Waits.READY
